import { OxbowError } from '../../error.ts'
import { sqlTypeOf } from '../analyzer/type-name.ts'
import { checkInterruption, turn } from '../exec/driver.ts'
import type {
  Block, CaseStatement, CompoundStatement, Expression, FetchCursor, Resignal, Select, SetItem, SetStatement, Signal, Statement,
} from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import { type StatementContext, done, notSupported } from '../statement/statement.ts'
import { variableValue } from '../types/convert.ts'
import type { SqlType } from '../types/sql-type.ts'
import { LONGTEXT, NULL_TYPE } from '../types/types.ts'
import type { Value } from '../value.ts'
import { findHandler, signalled } from './conditions.ts'
import { cursorNotOpen, cursorOpen, noCase, noData, readOnlyAsOf, resignalWithoutHandler, tooManyRows, undefinedCursor, wrongFetchCount, wrongSelectCount } from './errors.ts'
import { Evaluation, rowsOf } from './evaluate.ts'
import type { Cursor, Frame, Handler } from './frame.ts'

/** How a statement of a program ended otherwise than by coming to its end. */
type Flow =
  | { readonly kind: 'leave' | 'iterate'; readonly label: string }
  /** An EXIT handler has run: its block ends. */
  | { readonly kind: 'exit'; readonly block: object }
  | undefined

/** For how long a program runs without a turn for others, in milliseconds. */
const MAX_TURN_MS = 25

const WRITING = new Set<Statement['kind']>(['insert', 'update', 'delete', 'truncate', 'createTable', 'alterTable', 'dropTable'])

/**
 * Runs the body of a stored program. The body is the parser's frozen tree; all that changes stands in the frame.
 */
export class Interpreter {
  /** The last SELECT's rows, which are the program's answer; without one, its last statement's. */
  #selected: QueryResult | undefined
  #last: QueryResult | undefined
  readonly #frame: Frame
  readonly #evaluation: Evaluation
  readonly #text: string
  readonly #cx: StatementContext
  /** Errors for which no handler was found: enclosing statements of this program don't look again. */
  readonly #unhandled = new WeakSet<OxbowError>()
  /** The errors that handlers are at work on, innermost last. */
  readonly #handled: OxbowError[] = []
  #turnAt = 0

  /** @param text where the body's statements stand */
  constructor(frame: Frame, text: string, cx: StatementContext) {
    this.#frame = frame
    this.#evaluation = new Evaluation(frame)
    this.#text = text
    this.#cx = { ...cx, params: [], locals: frame }
  }

  /** Runs the body once. @throws what no handler took. */
  async run(body: Statement): Promise<void> {
    await this.#statement(body)
  }

  get result(): QueryResult {
    return this.#selected ?? this.#last ?? done()
  }

  /** The context of the next statement: an inner COMMIT may have changed the transaction. */
  async #context(): Promise<StatementContext> {
    const { session, host } = this.#cx
    const transaction = (session.transaction ??= await host.begin(session))
    return { ...this.#cx, transaction }
  }

  async #pause(): Promise<void> {
    checkInterruption(this.#cx.limits.signal)
    const now = this.#cx.session.platform.now()
    if (this.#turnAt === 0) this.#turnAt = now
    if (now - this.#turnAt < MAX_TURN_MS) return
    await turn()
    this.#turnAt = this.#cx.session.platform.now()
  }

  async #statements(statements: readonly Statement[]): Promise<Flow> {
    for (const statement of statements) {
      const flow = await this.#statement(statement)
      if (flow !== undefined) return flow
    }
    return undefined
  }

  async #statement(statement: Statement): Promise<Flow> {
    await this.#pause()
    const { scope, size } = this.#frame
    try {
      return await this.#execute(statement)
    } catch (e) {
      if (!(e instanceof OxbowError) || this.#unhandled.has(e) || this.#cx.limits.signal?.aborted) throw e
      if (!statement.kind.startsWith('declare')) this.#frame.leave(scope, size)
      const handler = findHandler(e, this.#frame.scope)
      if (handler === undefined) {
        this.#unhandled.add(e)
        throw e
      }
      return await this.#handle(handler, e)
    }
  }

  async #handle(handler: Handler, error: OxbowError): Promise<Flow> {
    const frame = this.#frame
    const { scope, size } = frame
    frame.scope = handler.scope
    frame.handling++
    this.#handled.push(error)
    try {
      const flow = await this.#statement(handler.declared.body)
      if (flow !== undefined) return flow
    } catch (e) {
      if (e instanceof OxbowError) this.#unhandled.add(e)
      throw e
    } finally {
      this.#handled.pop()
      frame.handling--
      frame.leave(scope, size)
    }
    return handler.declared.action === 'exit' ? { kind: 'exit', block: handler.block } : undefined
  }

  async #execute(statement: Statement): Promise<Flow> {
    switch (statement.kind) {
      case 'block': return await this.#block(statement)
      case 'if':
        for (const { condition, body } of statement.branches) if (await this.#isTrue(condition)) return await this.#statements(body)
        return await this.#statements(statement.otherwise ?? [])
      case 'caseStatement': return await this.#case(statement)
      case 'loop': return await this.#loop(statement.label, () => this.#statements(statement.body))
      case 'while': return await this.#loop(statement.label, () => this.#statements(statement.body), { before: statement.condition })
      case 'repeat': return await this.#loop(statement.label, () => this.#statements(statement.body), { until: statement.until })
      case 'leave':
      case 'iterate': return { kind: statement.kind, label: statement.label.toLowerCase() }
      default:
        await this.#simple(statement)
        return undefined
    }
  }

  async #simple(statement: Exclude<Statement, CompoundStatement> | CompoundStatement): Promise<void> {
    switch (statement.kind) {
      case 'declareVariables': {
        const type = sqlTypeOf(statement.type)
        const start = statement.default === undefined ? { value: null, type: NULL_TYPE } : await this.#evaluate(statement.default)
        for (const name of statement.names) this.#frame.declare(name, type, start.value, start.type)
        return
      }
      case 'open': {
        const cursor = this.#cursor(statement.cursor)
        if (cursor.open !== undefined) throw cursorOpen()
        cursor.open = { ...(await rowsOf(cursor.query, await this.#context())), next: 0 }
        return
      }
      case 'close': {
        const cursor = this.#cursor(statement.cursor)
        if (cursor.open === undefined) throw cursorNotOpen()
        cursor.open = undefined
        return
      }
      case 'fetch': return this.#fetch(statement)
      case 'set': return await this.#set(statement)
      case 'signal':
      case 'resignal': throw await this.#signal(statement)
      case 'query':
        if (statement.query.kind === 'select' && statement.query.into !== undefined) return await this.#selectInto(statement.query, statement.query.into)
        break
      case 'getDiagnostics': throw notSupported('GET DIAGNOSTICS')
      default:
    }
    if (this.#frame.asOf !== undefined && WRITING.has(statement.kind)) throw readOnlyAsOf()
    const cx = await this.#context()
    const result = await cx.runInner(statement, { ...cx, sql: this.#text.slice(statement.start, statement.end) })
    if (result.columns.length === 0) this.#last = result
    else if (statement.kind === 'callProcedure') this.#last = result
    else this.#selected = result
  }

  async #block(block: Block): Promise<Flow> {
    const frame = this.#frame
    const { scope, size } = frame
    try {
      let first = 0
      for (; first < block.body.length; first++) if (!this.#declare(block.body[first], block)) break
      // Variables come first, and their defaults may fail or read those before them.
      const flow = await this.#statements(block.body.filter((s, i) => i >= first || s.kind === 'declareVariables'))
      if (flow?.kind === 'exit' && flow.block === block) return undefined
      return flow?.kind === 'leave' && flow.label === block.label?.toLowerCase() ? undefined : flow
    } finally {
      frame.leave(scope, size)
    }
  }

  /** Conditions, cursors and handlers; @returns false for what is no declaration. */
  #declare(statement: Statement, block: Block): boolean {
    const frame = this.#frame
    switch (statement.kind) {
      case 'declareVariables': return true
      case 'declareCondition':
        frame.scope = { ...frame.scope, conditions: [...frame.scope.conditions, statement] }
        return true
      case 'declareCursor':
        frame.scope = { ...frame.scope, cursors: [...frame.scope.cursors, { name: statement.name, query: statement.query }] }
        return true
      case 'declareHandler':
        this.#pendingHandlers(statement, block)
        return true
      default: return false
    }
  }

  #pendingHandlers(declared: Handler['declared'], block: Block): void {
    const frame = this.#frame
    const outer = frame.scope.handlers.filter((h) => h.block !== block)
    const handler: Handler = { declared, block, get scope() { return { ...frame.scope, handlers: outer } } }
    frame.scope = { ...frame.scope, handlers: [...frame.scope.handlers, handler] }
  }

  async #loop(label: string | undefined, body: () => Promise<Flow>, test: { before?: Expression; until?: Expression } = {}): Promise<Flow> {
    const own = label?.toLowerCase()
    for (;;) {
      await this.#pause()
      if (test.before !== undefined && !(await this.#isTrue(test.before))) return undefined
      const flow = await body()
      if (flow !== undefined) {
        if (flow.kind === 'exit' || flow.label !== own) return flow
        if (flow.kind === 'leave') return undefined
        continue
      }
      if (test.until !== undefined && (await this.#isTrue(test.until))) return undefined
    }
  }

  async #case(statement: CaseStatement): Promise<Flow> {
    for (const { when, body } of statement.branches) {
      if (await this.#isTrue(statement.operand === undefined ? when : comparison(statement.operand, when))) return await this.#statements(body)
    }
    if (statement.otherwise === undefined) throw noCase()
    return await this.#statements(statement.otherwise)
  }

  #cursor(name: string): Cursor {
    const found = this.#frame.scope.cursors.findLast((c) => c.name.toLowerCase() === name.toLowerCase())
    if (found === undefined) throw undefinedCursor(name)
    return found
  }

  #fetch(statement: FetchCursor): void {
    const { open } = this.#cursor(statement.cursor)
    if (open === undefined) throw cursorNotOpen()
    if (open.next >= open.rows.length) throw noData()
    const row = open.rows[open.next++]
    if (row.length !== statement.into.length) throw wrongFetchCount()
    statement.into.forEach((name, i) => this.#assign(name, row[i], open.types[i]))
  }

  #assign(name: string, value: Value, type: SqlType): void {
    if (name.startsWith('@')) this.#cx.session.userVariables.set(name.slice(1), variableValue(type, value))
    else this.#frame.assign(name, value, type)
  }

  async #selectInto(query: Select, into: readonly string[]): Promise<void> {
    const { rows, types } = await rowsOf({ ...query, into: undefined }, await this.#context())
    if (into.length > 0 && types.length !== into.length) throw wrongSelectCount()
    if (rows.length > 1 && into.length > 0) throw tooManyRows()
    if (rows.length === 1) into.forEach((name, i) => this.#assign(name, rows[0][i], types[i]))
    else if (into.length > 0) {
      // A warning only: without a handler for it, the program goes on.
      const warning = noData()
      if (findHandler(warning, this.#frame.scope) !== undefined) throw warning
      this.#cx.session.warn(warning.errno, warning.message)
    }
  }

  async #set(statement: SetStatement): Promise<void> {
    for (const item of statement.items) {
      if (item.kind === 'row') {
        const { value, type } = await this.#evaluate(item.value)
        this.#frame.assignRow(item.row, item.column, value, type)
      } else if (this.#isLocal(item)) {
        const { value, type } = await this.#evaluate(item.value)
        this.#frame.assign(item.name, value, type)
      } else {
        const cx = await this.#context()
        await cx.runInner({ ...statement, items: [item] }, cx)
      }
    }
  }

  #isLocal(item: SetItem): item is SetItem & { kind: 'system' } {
    return item.kind === 'system' && item.bare === true && this.#frame.has(item.name)
  }

  async #signal(statement: Signal | Resignal): Promise<OxbowError> {
    const handled = this.#handled.at(-1)
    if (statement.kind === 'resignal' && handled === undefined) return resignalWithoutHandler()
    const items = new Map<string, string>()
    for (const { name, value } of statement.items) items.set(name, String((await this.#evaluate(value)).value))
    if (statement.kind === 'resignal' && statement.condition === undefined && items.size === 0) return handled!
    return signalled(statement, this.#frame.scope, items, statement.kind === 'resignal' ? handled : undefined)
  }

  async #evaluate(e: Expression): Promise<{ value: Value; type: SqlType }> {
    return e.kind === 'default' ? { value: null, type: LONGTEXT } : await this.#evaluation.evaluate(e, await this.#context())
  }

  async #isTrue(e: Expression): Promise<boolean> {
    return await this.#evaluation.isTrue(e, await this.#context())
  }
}

const comparisons = new WeakMap<Expression, Expression>()

/** `operand = when`, the same tree each time, so that it is compiled once. */
function comparison(operand: Expression, when: Expression): Expression {
  let made = comparisons.get(when)
  if (made === undefined) comparisons.set(when, (made = { kind: 'binary', operator: '=', left: operand, right: when, start: when.start, end: when.end }))
  return made
}
