import type { Fetching } from '../../store/missing.ts'
import type { StoredProgram, TableEditor } from '../catalog.ts'
import { Interlude } from '../exec/context.ts'
import type { CreateTrigger, Delete, Insert, Update } from '../parser/ast.ts'
import type { StatementContext } from '../statement/statement.ts'
import { tablesOf } from '../statement/target-rows.ts'
import type { Session } from '../session-state.ts'
import type { Value } from '../value.ts'
import { tableInUse } from './errors.ts'
import { Frame } from './frame.ts'
import { Interpreter } from './interpreter.ts'
import { type Program, triggerProgram } from './program.ts'
import { type WalkedNode, someNode } from './walk.ts'

function byCreation(a: Program<CreateTrigger>, b: Program<CreateTrigger>): number {
  return a.stored.createdAt - b.stored.createdAt
}

/** The triggers of one table, in the order in which they run. Source: MySQL manual, "CREATE TRIGGER Statement" (FOLLOWS, PRECEDES). */
export function orderedTriggers(stored: readonly StoredProgram[], table: string): Program<CreateTrigger>[] {
  const wanted = table.toLowerCase()
  const programs = stored.map(triggerProgram).filter((p) => p !== undefined && p.statement.table.name.toLowerCase() === wanted) as Program<CreateTrigger>[]
  const ordered = programs.toSorted(byCreation)
  for (const program of programs.toSorted(byCreation)) {
    const { order } = program.statement
    if (order === undefined) continue
    ordered.splice(ordered.indexOf(program), 1)
    const beside = ordered.findIndex((p) => p.stored.name.toLowerCase() === order.trigger.toLowerCase())
    ordered.splice(beside < 0 ? ordered.length : order.relation === 'follows' ? beside + 1 : beside, 0, program)
  }
  return ordered
}

interface Trigger {
  readonly program: Program<CreateTrigger>
  readonly frame: Frame
  readonly interpreter: Interpreter
  /** The body reads the table that is being written: it must see the rows so far. */
  readonly reads: boolean
}

/** The triggers that a statement runs for each row that it writes to one table. */
export class RowTriggers {
  readonly #before: readonly Trigger[]
  readonly #after: readonly Trigger[]
  readonly #editor: TableEditor
  readonly #session: Session

  private constructor(triggers: readonly Trigger[], editor: TableEditor, session: Session) {
    this.#session = session
    this.#before = triggers.filter((t) => t.program.statement.time === 'before')
    this.#after = triggers.filter((t) => t.program.statement.time === 'after')
    this.#editor = editor
  }

  /**
   * @returns undefined where no trigger runs, as for most tables
   * @throws OxbowError 1442 for a table that a running trigger, or one of these, may not write to.
   */
  static *of(
    database: string, name: string, editor: TableEditor, event: CreateTrigger['event'], cx: StatementContext,
  ): Fetching<RowTriggers | undefined> {
    const { columns } = editor.table
    const stored = yield* cx.transaction.programs(database, 'trigger')
    const table = `${database.toLowerCase()}.${name.toLowerCase()}`
    if (cx.calls?.some((call) => call.table === table)) throw tableInUse(name)
    if (stored.length === 0) return undefined
    const programs = orderedTriggers(stored, name).filter((p) => p.statement.event === event)
    if (programs.length === 0) return undefined
    return new RowTriggers(programs.map((program): Trigger => {
      const { body, time } = program.statement
      if (someNode(body, (node) => writes(node, name))) throw tableInUse(name)
      const frame = new Frame(cx.session, { columns, time })
      const calls = [...(cx.calls ?? []), { kind: 'trigger' as const, name: program.stored.name, table }]
      const interpreter = new Interpreter(frame, program.stored.createText, { ...cx, calls })
      return { program, frame, interpreter, reads: someNode(body, (node) => reads(node, name)) }
    }), editor, cx.session)
  }

  /** Runs the BEFORE triggers; they may change the new row in place. A row that isn't there is empty. */
  *before(old: readonly Value[], row: Value[]): Fetching<void> {
    yield* this.#run(this.#before, old, row)
  }

  *after(old: readonly Value[], row: readonly Value[]): Fetching<void> {
    yield* this.#run(this.#after, old, row)
  }

  *#run(triggers: readonly Trigger[], old: readonly Value[], row: readonly Value[]): Fetching<void> {
    for (const { program, frame, interpreter, reads: readsTable } of triggers) {
      if (readsTable) yield* this.#editor.flush()
      frame.setRows(old, row)
      const { lastInsertId } = this.#session
      yield new Interlude(() => interpreter.run(program.statement.body))
      // LAST_INSERT_ID() is the statement's, not its triggers'.
      this.#session.lastInsertId = lastInsertId
    }
  }
}

function isTable(name: unknown, table: string): boolean {
  return typeof name === 'string' && name.toLowerCase() === table.toLowerCase()
}

function reads(node: WalkedNode, table: string): boolean {
  return node.kind === 'callProcedure' || node.kind === 'execute' || (node.kind === 'table' && isTable(node.name, table))
}

function writes(node: WalkedNode, table: string): boolean {
  const statement = node as unknown as Insert | Update | Delete
  switch (statement.kind) {
    case 'insert': return isTable(statement.table.name, table)
    case 'update': {
      const targets = tablesOf(statement.tables)
      const named = statement.items.map((i) => i.column.table?.toLowerCase())
      return targets.some((t) => isTable(t.table.name, table) && (targets.length === 1 || named.includes(t.alias.toLowerCase())))
    }
    case 'delete': return (statement.targets.length > 0 ? statement.targets : tablesOf(statement.tables).map((t) => t.table)).some((t) => isTable(t.name, table))
    default: return false
  }
}
