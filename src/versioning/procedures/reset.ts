import type { Commit } from '../../doltdb/commit.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { readRoot, type RootValue } from '../../doltdb/root-value.ts'
import { OxbowError } from '../../error.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { flag, parseArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import type { WritableBranch } from '../transaction.ts'
import { success, type Procedure, type ProcedureContext } from './context.ts'
import { copyTables } from './staging.ts'

const OPTIONS = [flag('hard'), flag('soft')]

/** dolt_reset('--hard'|'--soft'[, 'ref']), dolt_reset('table', …), dolt_reset('ref'). */
export const doltReset: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  if (parsed.has('hard') && parsed.has('soft')) throw doltError('error: --hard and --soft are mutually exclusive options.')
  const branch = await cx.writable()
  const names = parsed.positional
  if (parsed.has('hard')) {
    if (names.length > 1) throw doltError('--hard supports at most one additional param')
    await resetHard(cx, branch, names[0] === undefined ? branch.head : await resolve(cx, branch, names[0]))
  } else if (parsed.has('soft')) {
    await resetSoft(cx, branch, names[0] === undefined ? branch.head : await resolve(cx, branch, names[0]))
  } else {
    await resetMixed(cx, branch, names)
  }
  return success()
}

function resolve(cx: ProcedureContext, branch: WritableBranch, ref: string): Promise<Commit> {
  return cx.run(resolveCommit(cx.database.db, branch.refs, ref, branch.head.hash))
}

/** Everything as the commit has it, but for tables that were never added. */
async function resetHard(cx: ProcedureContext, branch: WritableBranch, commit: Commit): Promise<void> {
  const { db } = cx.database
  const root = await cx.run(readRoot(db, commit.root))
  const working = await cx.run(withUntracked(branch, root))
  cx.transaction.setState(branch.database, branch.branch, { working, staged: root, mergeState: undefined })
  await moveHead(cx, branch, commit)
}

function* withUntracked({ state }: WritableBranch, root: RootValue): Fetching<RootValue> {
  const staged = yield* state.staged.tables()
  const kept = yield* root.tables()
  const untracked: [string, Hash][] = []
  for (const [name, hash] of yield* state.working.tables()) if (!staged.has(name) && !kept.has(name)) untracked.push([name, hash])
  return untracked.length === 0 ? root : yield* root.with({ tables: untracked })
}

async function resetSoft(cx: ProcedureContext, branch: WritableBranch, commit: Commit): Promise<void> {
  // Without another commit to go to, a soft reset unstages everything.
  if (commit.hash === branch.head.hash) {
    const staged = await cx.run(readRoot(cx.database.db, commit.root))
    cx.transaction.setState(branch.database, branch.branch, { staged })
  }
  await moveHead(cx, branch, commit)
}

async function resetMixed(cx: ProcedureContext, branch: WritableBranch, names: readonly string[]): Promise<void> {
  const { db } = cx.database
  const headRoot = await cx.run(readRoot(db, branch.head.root))
  if (names.length === 0 || (names.length === 1 && names[0] === '.')) {
    cx.transaction.setState(branch.database, branch.branch, { staged: headRoot })
    return
  }
  const tables: string[] = []
  for (const name of names) {
    const found = (await cx.run(branch.state.staged.find(name))) ?? (await cx.run(headRoot.find(name)))
    if (found !== undefined) tables.push(found.name)
    else if (names.length === 1) return await resetTo(cx, branch, await resolve(cx, branch, name))
    else throw new OxbowError('UNKNOWN_TABLE', `Invalid Table(s):\n\t${name}\n`)
  }
  cx.transaction.setState(branch.database, branch.branch, { staged: await cx.run(copyTables(headRoot, branch.state.staged, tables)) })
}

async function resetTo(cx: ProcedureContext, branch: WritableBranch, commit: Commit): Promise<void> {
  const staged = await cx.run(readRoot(cx.database.db, commit.root))
  cx.transaction.setState(branch.database, branch.branch, { staged })
  await moveHead(cx, branch, commit)
}

async function moveHead(cx: ProcedureContext, branch: WritableBranch, commit: Commit): Promise<void> {
  const edits = commit.hash === branch.head.hash ? [] : [{ ref: branchRef(branch.branch), to: commit.hash, expect: branch.head.hash }]
  await cx.transaction.commitBranch(branch.database, branch.branch, edits)
}
