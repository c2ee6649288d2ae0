import { readCommit, type Commit } from '../../doltdb/commit.ts'
import { commitWalk } from '../../doltdb/commit-walk.ts'
import { mergeBase } from '../../doltdb/merge-base.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import { OxbowError } from '../../error.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import type { Hash } from '../../store/hash.ts'
import { isGhost } from '../../store/ghosts.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { flag, option, parseArguments, type ParsedArguments } from '../arguments.ts'
import { virtualTable } from '../column.ts'
import { decorations, LOG_COLUMNS, logRow } from '../commit-columns.ts'
import { doltError } from '../errors.ts'
import type { Revision } from '../revision.ts'

const OPTIONS = [
  flag('merges'), flag('parents'), flag('show-signature'), flag('all'),
  option('min-parents'), option('decorate'), option('number', 'n'),
  { name: 'not', kind: 'list' }, { name: 'tables', short: 't', kind: 'list' },
] as const

/** dolt_log('main'), dolt_log('a..b'), dolt_log('a', '--not', 'b', '--tables', 't'). */
export function* logFunction(revision: Revision, args: readonly string[]): Fetching<VirtualTable> {
  const parsed = parseLogArguments(args)
  const { starts, excluded } = yield* commitsNamed(revision, parsed)
  const decorate = parsed.value('decorate') ?? 'auto'
  const options = {
    decorations: decorate === 'no' ? new Map<Hash, string[]>() : yield* decorations(revision, decorate === 'full'),
    head: starts.length === 1 ? starts[0] : '',
    parents: parsed.has('parents'), signature: parsed.has('show-signature'),
  }
  const minParents = parsed.has('merges') ? 2 : Number(parsed.value('min-parents') ?? 0)
  const tables = parsed.list('tables')
  return virtualTable('dolt_log', LOG_COLUMNS, function* () {
    const rows: Value[][] = []
    const limit = parsed.has('number') ? Number(parsed.value('number')) : Infinity
    for (const step of commitWalk(revision.database.db, starts, excluded)) {
      if (step instanceof Missing) {
        yield step
        continue
      }
      if (rows.length >= limit) break
      if (step.parents.length < minParents) continue
      if (parsed.has('tables') && !(yield* changesTables(revision, step, tables))) continue
      rows.push(logRow(step, options))
    }
    return rows
  })
}

function parseLogArguments(args: readonly string[]): ParsedArguments {
  let parsed: ParsedArguments
  try {
    parsed = parseArguments(OPTIONS, args)
  } catch (e) {
    throw e instanceof OxbowError ? invalid(e.message) : e
  }
  for (const name of ['min-parents', 'number']) {
    const value = parsed.value(name)
    if (value !== undefined && !/^\d+$/.test(value)) throw invalid(`error: '${value}' is not a valid int.`)
  }
  const decorate = parsed.value('decorate')
  if (decorate !== undefined && !['short', 'full', 'auto', 'no'].includes(decorate)) throw invalid(`invalid --decorate option: ${JSON.stringify(decorate)}`)
  return parsed
}

function invalid(what: string): OxbowError {
  return doltError(`Invalid argument to dolt_log: ${what}`)
}

function* commitsNamed(revision: Revision, parsed: ParsedArguments): Fetching<{ starts: Hash[]; excluded: Hash[] }> {
  const { db } = revision.database
  const resolve = function* (text: string): Fetching<Commit> {
    return yield* resolveCommit(db, revision.refs, text, revision.head.hash)
  }
  const not = parsed.list('not')
  const names = parsed.positional
  const ranges = names.filter((name) => name.includes('..'))
  if (ranges.length > 0 && (names.length > 1 || not.length > 0)) throw invalid(
    "revision cannot contain '..' or '...' if multiple revisions exist",
  )
  if (not.some((name) => name.includes('..'))) throw invalid("--not revision cannot contain '..'")
  if (not.some((name) => name.startsWith('^'))) throw invalid("--not revision cannot contain '^'")
  const starts: Commit[] = []
  const excluded: Hash[] = []
  if (ranges.length > 0) {
    const three = ranges[0].includes('...')
    const [left, right] = ranges[0].split(three ? '...' : '..')
    const a = yield* resolve(left)
    const b = yield* resolve(right)
    starts.push(b)
    if (three) {
      starts.push(a)
      const base = yield* mergeBase(db, a, b)
      if (base !== undefined) excluded.push(base)
    } else {
      excluded.push(a.hash)
    }
  } else {
    for (const name of names) {
      if (name.startsWith('^')) excluded.push((yield* resolve(name.slice(1))).hash)
      else starts.push(yield* resolve(name))
    }
    for (const name of not) excluded.push((yield* resolve(name)).hash)
  }
  if (starts.length === 0) starts.push(revision.head)
  return { starts: starts.map((c) => c.hash), excluded }
}

/** True when a commit changed one of the tables against its first parent or, in a merge, the second. */
function* changesTables(revision: Revision, commit: Commit, tables: readonly string[]): Fetching<boolean> {
  if (commit.parents.length === 0) return false
  const { db } = revision.database
  const after = yield* (yield* readRoot(db, commit.root)).tables()
  const befores: ReadonlyMap<string, Hash>[] = []
  for (const parent of commit.parents.slice(0, 2).filter((hash) => !isGhost(db.store, hash))) befores.push(yield* (yield* readRoot(db, (yield* readCommit(db, parent)).root)).tables())
  return tables.some((table) => befores.some((before) => before.get(table) !== after.get(table)))
}
