import { readRoot, type RootValue } from '../../doltdb/root-value.ts'
import type { Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'
import type { Revision } from '../revision.ts'
import type { ProcedureContext } from './context.ts'
import { copyTables } from './staging.ts'

/**
 * Takes uncommitted changes along to the branch that the session has just gone to, as the command line's checkout does;
 * `discard` leaves nothing of them instead. Unlike Dolt, dropped tables are taken along, too.
 * @param left where the session was @throws OxbowError in Dolt's words, where the other branch has those tables otherwise.
 */
export async function moveChanges(cx: ProcedureContext, left: Revision, discard: boolean): Promise<void> {
  const { database, branch, state } = left
  if (branch === undefined || state === undefined) return
  const head = await cx.run(readRoot(database.db, left.head.root))
  if (state.working.hash === head.hash && state.staged.hash === head.hash) return
  if (!discard) {
    const arrived = await cx.writable()
    const target = await cx.run(readRoot(database.db, arrived.head.root))
    if (arrived.state.working.hash !== target.hash || arrived.state.staged.hash !== target.hash) {
      throw doltError('checkout would overwrite uncommitted changes on target branch')
    }
    const working = await cx.run(carried(head, state.working, target))
    const staged = await cx.run(carried(head, state.staged, target))
    cx.transaction.setState(database, arrived.branch, { working, staged })
  }
  cx.transaction.setState(database, branch, { working: head, staged: head })
}

/** `target` with the tables that differ between `head` and `changed`. */
function* carried(head: RootValue, changed: RootValue, target: RootValue): Fetching<RootValue> {
  const before = yield* head.tables()
  const after = yield* changed.tables()
  const there = yield* target.tables()
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name))
  const lost = names.filter((name) => there.get(name) !== before.get(name) && there.get(name) !== after.get(name))
  if (lost.length > 0) {
    throw doltError(
      `Your local changes to the following tables would be overwritten by checkout:\n${lost.map((name) => `\t${name}\n`).join('')}` +
      'Please commit your changes or stash them before you switch branches.\nAborting',
    )
  }
  return yield* copyTables(changed, target, names)
}
