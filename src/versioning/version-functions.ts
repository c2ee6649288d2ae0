import { isAncestor } from '../doltdb/commit.ts'
import { commitsOfHeads } from '../doltdb/commit-walk.ts'
import { mergeBase } from '../doltdb/merge-base.ts'
import { parseRef } from '../doltdb/refs.ts'
import { commitAt, resolveCommit } from '../doltdb/resolve-ref.ts'
import { OxbowError } from '../error.ts'
import type { VersionCall } from '../sql/catalog.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import { BOOLEAN, TEXT } from '../sql/types/types.ts'
import type { Value } from '../sql/value.ts'
import type { Hash } from '../store/hash.ts'
import { Missing, runSync, type Fetching } from '../store/missing.ts'
import type { DoltCatalog } from './catalog.ts'
import { doltError, noDatabaseSelected, tableNotFound } from './errors.ts'
import { resolveRevision, type Revision } from './revision.ts'

/** What a version-control function answers. */
export interface VersionValue {
  readonly type: SqlType
  readonly value: Value
}

type VersionFunction = (revision: Revision, args: readonly string[], catalog: DoltCatalog) => Fetching<Value>

interface Definition {
  readonly type: SqlType
  readonly least: number
  readonly most: number
  readonly run: VersionFunction
}

function* hashOf(revision: Revision, [ref]: readonly string[]): Fetching<Value> {
  try {
    return (yield* resolveCommit(revision.database.db, revision.refs, ref, revision.head.hash)).hash
  } catch (e) {
    if (e instanceof OxbowError && e.code === 'BRANCH_NOT_FOUND') throw doltError('invalid ref spec')
    throw e
  }
}

function* hashOfTable({ root }: Revision, [table]: readonly string[]): Fetching<Value> {
  const found = yield* root.find(table)
  if (found === undefined) throw tableNotFound(table)
  return found.hash
}

function* hashOfDatabase(revision: Revision, [ref]: readonly string[]): Fetching<Value> {
  const text = (ref ?? '').trim()
  return (yield* resolveRevision(revision, text === '' ? 'WORKING' : text)).root.hash
}

function* mergeBaseOf(revision: Revision, [left, right]: readonly string[]): Fetching<Value> {
  const { db } = revision.database
  const a = yield* resolveCommit(db, revision.refs, left, revision.head.hash)
  const b = yield* resolveCommit(db, revision.refs, right, revision.head.hash)
  const base = yield* mergeBase(db, a, b)
  if (base === undefined) throw doltError('no common ancestor')
  return base
}

function* hasAncestor(revision: Revision, [ref, ancestor]: readonly string[]): Fetching<Value> {
  const { db } = revision.database
  try {
    const commit = yield* resolveCommit(db, revision.refs, ref, revision.head.hash)
    const other = yield* resolveCommit(db, revision.refs, ancestor, revision.head.hash)
    return (yield* isAncestor(db, other, commit)) ? 1 : 0
  } catch (e) {
    if (e instanceof OxbowError) throw doltError(`error during has_ancestor check: ${e.message}`)
    throw e
  }
}

const HASHOF: Definition = { type: TEXT, least: 1, most: 1, run: hashOf }

const FUNCTIONS: Readonly<Record<string, Definition>> = {
  hashof: HASHOF,
  dolt_hashof: HASHOF,
  dolt_hashof_table: { type: TEXT, least: 1, most: 1, run: hashOfTable },
  dolt_hashof_db: { type: TEXT, least: 0, most: 1, run: hashOfDatabase },
  dolt_merge_base: { type: TEXT, least: 2, most: 2, run: mergeBaseOf },
  has_ancestor: { type: BOOLEAN, least: 2, most: 2, run: hasAncestor },
}

/**
 * Answers a version-control function of constant arguments; undefined when there is none of that name.
 * @throws OxbowError in Dolt's words for wrong arguments, 1046 where a database is needed and none is selected.
 */
export function* versionFunction(
  catalog: DoltCatalog, database: string | null, name: string, args: readonly Value[],
): Fetching<VersionValue | undefined> {
  const lower = name.toLowerCase()
  if (lower === 'dolt_version' || lower === 'active_branch' || lower === 'dolt_storage_format') {
    if (args.length > 0) throw wrongCount(name, '0', args.length)
    if (lower === 'dolt_version') return { type: TEXT, value: catalog.host.version }
    if (lower === 'dolt_storage_format') return { type: TEXT, value: 'NEW ( __DOLT__ )' }
    return { type: TEXT, value: database === null ? null : yield* activeBranch(catalog, database) }
  }
  if (!Object.hasOwn(FUNCTIONS, lower)) return undefined
  const { type, run } = definitionOf(lower, args.length)
  if (args.includes(null)) return { type, value: null }
  const texts = textsOf(lower, args)
  if (database === null) throw noDatabaseSelected()
  return { type, value: yield* run(yield* catalog.revision(database), texts, catalog) }
}

/**
 * A version-control function that is called for each row, over commits that were read before.
 * @throws OxbowError as `versionFunction`.
 */
export function* versionCall(catalog: DoltCatalog, database: string | null, name: string, count: number): Fetching<VersionCall | undefined> {
  const lower = name.toLowerCase()
  if (!Object.hasOwn(FUNCTIONS, lower)) return undefined
  const { type, run } = definitionOf(lower, count)
  if (database === null) throw noDatabaseSelected()
  const revision = yield* catalog.revision(database)
  const { db } = revision.database
  const heads = new Set<Hash>()
  for (const [ref, target] of revision.refs) if (parseRef(ref)?.kind !== 'workingSet') heads.add((yield* commitAt(db, target)).hash)
  for (const step of commitsOfHeads(db, [...heads])) if (step instanceof Missing) yield step
  return {
    type,
    evaluate: (args) => (args.includes(null) ? null : runSync(run(revision, textsOf(lower, args), catalog))),
  }
}

function definitionOf(name: string, count: number): Definition {
  const definition = FUNCTIONS[name]
  const { least, most } = definition
  if (count < least || count > most) throw wrongCount(name, least === most ? String(most) : `${least} or ${most}`, count)
  return definition
}

function textsOf(name: string, args: readonly Value[]): string[] {
  return args.map((arg) => {
    if (typeof arg === 'string') return arg
    throw doltError(`Invalid argument to ${name}: ${String(arg)}`)
  })
}

/** Null in a database that isn't Dolt's, and where a tag or commit was named. */
function* activeBranch(catalog: DoltCatalog, database: string): Fetching<Value> {
  if (!catalog.hasDatabase(database)) return null
  return (yield* catalog.revision(database)).branch ?? null
}

function wrongCount(name: string, expected: string, received: number): OxbowError {
  return new OxbowError('WRONG_ARGUMENT_COUNT', `function '${name.toLowerCase()}' expected ${expected} arguments, ${received} received`, {
    errno: 1582, sqlState: '42000',
  })
}
