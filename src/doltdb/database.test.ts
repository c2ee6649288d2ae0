import { describe, expect, it } from 'vitest'
import { fixtureStore } from '../../test/support/fixture-store.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { nodePlatform } from '../master/platform.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'
import { Missing, run, runSync, type Fetching } from '../store/missing.ts'
import { readCommit, isAncestor, writeCommit, type Commit } from './commit.ts'
import { commitWalk } from './commit-walk.ts'
import { DoltDatabase } from './database.ts'
import { mergeBase } from './merge-base.ts'
import { commitAsOf, resolveCommit } from './resolve-ref.ts'

function* collect(walk: Generator<Missing | Commit, void, void>): Fetching<Commit[]> {
  const commits: Commit[] = []
  for (const step of walk) {
    if (step instanceof Missing) yield step
    else commits.push(step)
  }
  return commits
}

describeWithShared('a database that Dolt pushed', () => {
  const db = new DoltDatabase(fixtureStore('types'), nodePlatform)
  const refs = runSync(db.refs())
  const main = refs.get('refs/heads/main')!

  it('has the refs that were pushed', () => {
    expect([...refs.keys()]).toEqual(['refs/heads/feature/one', 'refs/heads/gone', 'refs/heads/main', 'refs/tags/v1'])
  })

  it('lists commits as dolt_log does', () => {
    const messages = runSync(collect(commitWalk(db, [main]))).map((c) => c.description)
    expect(messages).toEqual(['Merge feature/one', 'Rename pts', 'Edit on a branch', 'All types', 'Initialize data repository'])
  })

  it('lists what one branch has and another has not', () => {
    const feature = refs.get('refs/heads/feature/one')!
    expect(runSync(collect(commitWalk(db, [main], [feature]))).map((c) => c.description)).toEqual(['Merge feature/one', 'Rename pts'])
  })

  it('resolves branches, tags, HEAD and steps to ancestors', () => {
    const describeRef = (text: string) => runSync(resolveCommit(db, refs, text, main)).description
    expect(describeRef('main')).toBe('Merge feature/one')
    expect(describeRef('head')).toBe('Merge feature/one')
    expect(describeRef('HEAD~1')).toBe('Rename pts')
    expect(describeRef('HEAD^2')).toBe('Edit on a branch')
    expect(describeRef('HEAD^2~')).toBe('All types')
    expect(describeRef('v1')).toBe('All types')
    expect(describeRef('refs/tags/v1~1')).toBe('Initialize data repository')
    expect(describeRef('heads/feature/one')).toBe('Edit on a branch')
    expect(describeRef(main)).toBe('Merge feature/one')
  })

  it('says what is wrong with a name', () => {
    const resolve = (text: string) => () => runSync(resolveCommit(db, refs, text, main))
    expect(resolve('nosuchref')).toThrow('branch not found: nosuchref')
    expect(resolve('2024-02-01 00:10:30')).toThrow('string is not a valid branch or hash')
    expect(resolve('HEAD~99')).toThrow('invalid ancestor spec')
    expect(resolve('HEAD^3')).toThrow('invalid ancestor spec')
    expect(resolve('HEAD~99999999999')).toThrow('invalid ancestor spec')
    expect(resolve(runSync(readCommit(db, main)).root)).toThrow('target commit not found')
  })

  it('says that an unknown address is no commit', async () => {
    await expect(db.run(resolveCommit(db, refs, 'v'.repeat(32), main))).rejects.toThrow('target commit not found')
  })

  it('finds the commit of a moment', () => {
    const first = runSync(resolveCommit(db, refs, 'HEAD~2', main))
    expect(runSync(commitAsOf(db, main, first.timestampMillis))?.hash).toBe(first.hash)
    expect(runSync(commitAsOf(db, main, 0))).toBeUndefined()
  })

  it('knows ancestors and merge bases by closures', () => {
    const head = runSync(resolveCommit(db, refs, 'main', main))
    const tag = runSync(resolveCommit(db, refs, 'v1', main))
    const second = runSync(resolveCommit(db, refs, 'HEAD^2', main))
    const first = runSync(resolveCommit(db, refs, 'HEAD^1', main))
    expect(runSync(isAncestor(db, tag, head))).toBe(true)
    expect(runSync(isAncestor(db, head, tag))).toBe(false)
    expect(runSync(isAncestor(db, second, first))).toBe(false)
    expect(runSync(mergeBase(db, first, second))).toBe(tag.hash)
    expect(runSync(mergeBase(db, head, second))).toBe(second.hash)
  })

  it('writes commits again with the addresses that Dolt gave them', () => {
    const commits = runSync(collect(commitWalk(db, [main])))
    for (const commit of commits) {
      const parents = commit.parents.map((p) => runSync(readCommit(db, p)))
      expect(runSync(writeCommit(db, commit.root, parents, commit)).hash).toBe(commit.hash)
    }
  })
})

describe('refs', () => {
  it('are changed all at once, on top of what others changed meanwhile', async () => {
    const store = new MemoryChunkStore(nodePlatform)
    const db = new DoltDatabase(store, nodePlatform)
    const target = store.put(new Uint8Array([1]))
    expect(await db.updateRefs([{ ref: 'refs/heads/main', to: target, expect: null }])).toEqual([
      { ref: 'refs/heads/main', before: null, after: target },
    ])
    const commitRoot = store.commitRoot.bind(store)
    let raced = false
    store.commitRoot = (next, last) => {
      if (!raced) {
        raced = true
        const other = new DoltDatabase(store, nodePlatform)
        void other.updateRefs([{ ref: 'refs/heads/other', to: target }])
        return false
      }
      return commitRoot(next, last)
    }
    await expect(db.updateRefs([{ ref: 'refs/heads/b', to: target }])).resolves.toHaveLength(1)
    expect([...(await run(store, db.refs())).keys()]).toContain('refs/heads/b')
  })

  it('stay where they are when they are not where they were expected', async () => {
    const store = new MemoryChunkStore(nodePlatform)
    const db = new DoltDatabase(store, nodePlatform)
    const target = store.put(new Uint8Array([1]))
    await db.updateRefs([{ ref: 'refs/heads/main', to: target }])
    const root = store.root()
    await expect(
      db.updateRefs([{ ref: 'refs/heads/x', to: target }, { ref: 'refs/heads/main', to: null, expect: null }]),
    ).rejects.toThrow('somebody else')
    expect(store.root()).toBe(root)
  })
})
