import { readCommit } from '../../doltdb/commit.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { readRoot, type RootValue } from '../../doltdb/root-value.ts'
import { addStash, readStashes, removeStash, stashRef } from '../../doltdb/stashes.ts'
import { tableDeltas } from '../../doltdb/table-deltas.ts'
import type { RefEdit } from '../../doltdb/database.ts'
import type { Stash } from '../../serial/stash.ts'
import type { Fetching } from '../../store/missing.ts'
import { flag, parseArguments, type ParsedArguments } from '../arguments.ts'
import { doltError, refuseTooMany } from '../errors.ts'
import { mergeRootValues } from '../merge/merge-roots.ts'
import { readStatus } from '../system-tables/status.ts'
import type { WritableBranch } from '../transaction.ts'
import { success, type Procedure, type ProcedureContext } from './context.ts'
import { copyTables, stageTables } from './staging.ts'

const OPTIONS = [flag('include-untracked', 'u'), flag('all', 'a')]

/**
 * dolt_stash('push'|'pop'|'apply'|'drop'|'clear', 'name'[, 'stash@{n}']): puts changes that aren't committed aside, and brings them back.
 * Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_stash.go.
 */
export const doltStash: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  refuseTooMany('stash', 3, parsed.positional)
  const [command, name, entry] = parsed.positional
  if (name === undefined) throw doltError('error: invalid arguments. Must provide valid subcommand and stash name')
  const index = entry === undefined ? 0 : stashIndex(entry)
  const branch = await cx.writable()
  switch (command) {
    case 'push':
      if (entry !== undefined) throw doltError('error: invalid arguments. Push takes only subcommand and stash name')
      await push(cx, branch, parsed, name)
      break
    case 'pop':
    case 'apply': {
      const { id, stash } = await stashAt(cx, branch, name, index)
      await bringBack(cx, branch, stash, index)
      const removal = command === 'pop' ? [await removalOf(cx, branch, name, id)] : []
      await cx.transaction.commitBranch(branch.database, branch.branch, removal)
      break
    }
    case 'drop': {
      const { id } = await stashAt(cx, branch, name, index)
      await cx.updateRefs([await removalOf(cx, branch, name, id)])
      break
    }
    case 'clear':
      if (entry !== undefined) throw doltError('error: invalid arguments. Clear takes only subcommand and stash name')
      if (branch.refs.has(stashRef(name))) await cx.updateRefs([{ ref: stashRef(name), to: null }])
      break
    default: throw doltError(`unknown stash subcommand ${command}`)
  }
  return success()
}

/** `2` or `stash@{2}`. */
function stashIndex(text: string): number {
  const digits = text.replace(/^stash@\{/, '').replace(/\}$/, '')
  if (!/^[+-]?\d+$/.test(digits)) throw doltError(`error: ${digits} is not a valid reference`)
  return Number(digits)
}

async function push(cx: ProcedureContext, branch: WritableBranch, parsed: ParsedArguments, name: string): Promise<void> {
  const { database: { db }, head, refs, state } = branch
  const [all, untracked] = [parsed.has('all'), parsed.has('all') || parsed.has('include-untracked')]
  const { staged: changed, unstaged } = await cx.run(readStatus(branch, all))
  if (changed.length === 0 && !unstaged.some((d) => untracked || d.kind !== 'added')) throw doltError('No local changes to save')
  const headRoot = await cx.run(readRoot(db, head.root))
  const tracked = await cx.run(stageTables(branch, { kind: 'tracked' }))
  const added = (await cx.run(tableDeltas(headRoot, tracked))).filter((d) => d.kind === 'added').map((d) => d.toName!)
  const stashed = untracked ? await cx.run(stageTables(branch, { kind: 'all', force: all })) : tracked
  const list = refs.get(stashRef(name)) ?? null
  const edited = await cx.run(addStash(db, list, {
    stashRoot: stashed.hash, headCommit: head.hash, branchName: branchRef(branch.branch), description: head.description.trim(),
    tablesToStage: added.length === 0 ? undefined : added,
  }))
  const working = await cx.run(withoutStashed(headRoot, state.working, stashed))
  cx.transaction.setState(branch.database, branch.branch, { working, staged: headRoot })
  await cx.transaction.commitBranch(branch.database, branch.branch, [{ ref: stashRef(name), to: edited, expect: list }])
}

/** The working root where the tables that were stashed are as the head has them; what was not stays. */
function* withoutStashed(head: RootValue, working: RootValue, stashed: RootValue): Fetching<RootValue> {
  const names = new Set<string>()
  for (const { fromName, toName } of yield* tableDeltas(head, stashed)) for (const name of [fromName, toName]) if (name !== undefined) names.add(name)
  return yield* copyTables(head, working, [...names])
}

/** @throws OxbowError where there is no stash of that number. */
async function stashAt(cx: ProcedureContext, { database, refs }: WritableBranch, name: string, index: number): Promise<{ id: string; stash: Stash }> {
  const list = refs.get(stashRef(name)) ?? null
  if (list === null) throw doltError('No stash entries found.')
  const stashes = await cx.run(readStashes(database.db, list))
  const found = stashes[index]
  if (found === undefined) throw doltError(`fatal: log for 'stash' only has ${stashes.length} entries`)
  return found
}

async function removalOf(cx: ProcedureContext, { database, refs }: WritableBranch, name: string, id: string): Promise<RefEdit> {
  const list = refs.get(stashRef(name))!
  return { ref: stashRef(name), to: await cx.run(removeStash(database.db, list, id)), expect: list }
}

/** Joins a stash with the working root; tables that were new and staged are staged again. @throws OxbowError for rows that conflict. */
async function bringBack(cx: ProcedureContext, branch: WritableBranch, stash: Stash, index: number): Promise<void> {
  const { database: { db }, state } = branch
  const base = await cx.run(readRoot(db, (await cx.run(readCommit(db, stash.headCommit))).root))
  const merged = await cx.run(mergeRootValues(cx, base, state.working, await cx.run(readRoot(db, stash.stashRoot)),
    { sources: { theirs: stash.stashRoot, base: stash.headCommit }, keepsSchemaConflicts: true }))
  const conflicted = [...merged.conflicts.keys(), ...merged.schemaConflicts.map(({ table }) => table)]
  if (conflicted.length > 0) {
    throw doltError(
      `error: Your local changes to the following tables would be overwritten by applying stash ${index}:\n` +
      `\t{'${conflicted.join("', '")}'}\n` +
      'Please commit your changes or stash them before you merge.\nAborting\nThe stash entry is kept in case you need it again.\n',
    )
  }
  const working = merged.root
  const staged = await cx.run(copyTables(working, state.staged, stash.tablesToStage ?? []))
  cx.transaction.setState(branch.database, branch.branch, { working, staged })
}
