import { describe, expect, it } from 'vitest'
import { type Read, type Row, type Write, checkHistory } from './history.ts'

function write(row: Row, outcome: Write['outcome'], start = 0, end = start + 1): Write {
  return { row, outcome, start, end }
}

function read(commit: string, rows: readonly Row[], start: number, strong = true): Read {
  return { commit, rows: new Set(rows), start, end: start + 1, strong }
}

/** States by commit; the last is the head. */
function outcomeOf(...states: readonly (readonly [commit: string, rows: readonly Row[]])[]) {
  const byCommit = new Map(states.map(([commit, rows]) => [commit, new Set(rows)]))
  return { rows: new Set(states.at(-1)![1]), at: (commit: string) => Promise.resolve(byCommit.get(commit)) }
}

describe('the checker of histories', () => {
  it('finds nothing wrong with a right history', async () => {
    const history = {
      writes: [write('a:1', 'ok', 0), write('a:2', 'unknown', 2), write('a:3', 'refused', 4), write('b:1', 'ok', 6)],
      reads: [read('one', ['a:1'], 1.5), read('two', ['a:1', 'a:2'], 5), read('one', ['a:1'], 9, false)],
    }
    const outcome = outcomeOf(['one', ['a:1']], ['two', ['a:1', 'a:2']], ['three', ['a:1', 'a:2', 'b:1']])
    expect(await checkHistory(history, outcome)).toEqual({ problems: [], lost: [], unacknowledged: ['a:2'] })
  })

  it.each([
    ['a lost write', { writes: [write('a:1', 'ok')], reads: [] }, [['one', []]], /a:1 was acknowledged and is lost/],
    ['a write that was refused', { writes: [write('a:1', 'refused')], reads: [] }, [['one', ['a:1']]], /a:1 was refused and is there/],
    ['a row out of nowhere', { writes: [], reads: [] }, [['one', ['a:1']]], /nobody wrote it/],
    ['a read of no commit', { writes: [], reads: [read('zero', [], 1)] }, [['one', []]], /zero, which is nowhere/],
    ['a torn read', { writes: [write('a:1', 'ok', 5)], reads: [read('one', [], 1)] }, [['one', ['a:1']]], /saw 0 rows that are not its 1/],
    [
      'another row for a row', { writes: [write('a:1', 'ok', 5), write('a:2', 'unknown', 5)], reads: [read('one', ['a:2'], 1)] }, [['one', ['a:1']]],
      /saw 1 rows that are not its 1/,
    ],
    ['a stale strong read', { writes: [write('a:1', 'ok', 0, 1)], reads: [read('one', [], 3)] }, [['one', []], ['two', ['a:1']]], /2 ms after a:1 .* did not see it/],
  ] as const)('finds %s', async (_what, history, states, problem) => {
    const { problems } = await checkHistory(history, outcomeOf(...states))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
  })

  it('names what a weaker promise has lost', async () => {
    const history = { writes: [write('a:1', 'ok', 0, 1), write('a:2', 'ok', 2, 3)], reads: [read('one', ['a:1'], 5)] }
    expect(await checkHistory(history, outcomeOf(['one', ['a:1']]), { mayLoseTail: true })).toEqual({ problems: [], lost: ['a:2'], unacknowledged: [] })
  })
})
