import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { TableEditor } from '../catalog.ts'
import type { Evaluator } from '../exec/context.ts'
import { valueKeyWriter, KeyEncoder } from '../exec/key-encoder.ts'
import { ByteKeyTable } from '../exec/byte-key-table.ts'
import { editTable, keepsKeys } from '../foreign-keys/keyed-editor.ts'
import type { Update, UpdateItem } from '../parser/ast.ts'
import { columnsIn } from '../parser/expression-columns.ts'
import type { QueryResult } from '../result.ts'
import type { Value } from '../value.ts'
import { RowTriggers } from '../program/triggers.ts'
import { isIgnorable } from './ignorable.ts'
import { RowProgram, sameRow } from './row-program.ts'
import { type StatementContext, compute, databaseOf, done } from './statement.ts'
import { type TargetTable, findTarget, tablesOf, targetRows } from './target-rows.ts'

interface Assignment {
  readonly column: number
  /** Where the new value stands in a result row, or how it is computed from the row as changed so far. */
  readonly from: { readonly position: number } | { readonly evaluate: Evaluator }
  readonly convert: (v: Value) => Value
}

/** UPDATE of one table or several. */
export async function runUpdate(statement: Update, cx: StatementContext): Promise<QueryResult> {
  const tables = tablesOf(statement.tables)
  const byTarget = new Map<TargetTable, UpdateItem[]>()
  for (const item of statement.items) {
    const target = item.column.table === undefined ? await ownerOf(item.column.name, tables, cx) : findTarget(tables, item.column.table, 'field list')
    byTarget.set(target, [...(byTarget.get(target) ?? []), item])
  }
  const targets = [...byTarget.keys()]
  const editors: TableEditor[] = []
  const programs: RowProgram[] = []
  for (const t of targets) {
    const editor = await compute(cx, editTable(databaseOf(cx, t.table.database), t.table.name, 'update', cx))
    editors.push(editor)
    const program = await compute(cx, RowProgram.of(editor.table.columns, t.alias, editor.checks, cx.transaction, cx.session, cx.params, cx.locals))
    program.lenient = statement.ignore
    programs.push(program)
  }
  // New values are computed by the query, except where SET reads a column that SET has changed before (MySQL goes from left to right).
  const expressions = targets.flatMap((t) => byTarget.get(t)!.map((i) => (i.value.kind === 'default' ? { kind: 'literal' as const, type: 'null' as const, start: 0, end: 0 } : i.value)))
  const { plan, rows } = await targetRows(targets, expressions, statement, cx)
  let matched = 0
  let changed = 0
  let offset = 0
  let position = editors.reduce((n, e) => n + e.table.columns.length, 0)
  for (const [k, target] of targets.entries()) {
    const editor = editors[k]
    const program = programs[k]
    const width = editor.table.columns.length
    const assigned = new Set<string>()
    const assignments: Assignment[] = []
    for (const item of byTarget.get(target)!) {
      const column = program.ordinal(item.column.name)
      const info = program.columns[column]
      if (info.generatedText !== undefined && item.value.kind !== 'default') {
        throw new OxbowError('NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN', `The value specified for generated column '${info.name}' in table '${target.table.name}' is not allowed.`, { errno: 3105 })
      }
      if (item.value.kind === 'default' && info.generatedText !== undefined) {
        // It stays as it is computed.
        position++
        continue
      }
      if (item.value.kind === 'default') assignments.push({ column, from: { evaluate: () => program.default(column, []) }, convert: (v) => v })
      else if (targets.length === 1 && [...columnsIn(item.value)].some((c) => assigned.has(c))) {
        const expr = await compute(cx, program.bind(item.value))
        assignments.push({ column, from: { evaluate: program.compile(expr) }, convert: program.converter(column, expr.type) })
      } else assignments.push({ column, from: { position }, convert: program.converter(column, plan.columns[position].type) })
      assigned.add(item.column.name.toLowerCase())
      position++
    }
    const triggers = await compute(cx, RowTriggers.of(databaseOf(cx, target.table.database), target.table.name, editor, 'update', cx))
    const counts = await compute(cx, updateTable(rows, offset, width, assignments, editor, program, triggers, statement.ignore, cx))
    matched += counts.matched
    changed += counts.changed
    offset += width
    await compute(cx, editor.flush())
  }
  const info = `Rows matched: ${matched}  Changed: ${changed}  Warnings: ${cx.session.warnings.length}`
  return done(changed, { info, matchedRows: matched })
}

/** The table that has a column of this name. */
async function ownerOf(name: string, tables: readonly TargetTable[], cx: StatementContext): Promise<TargetTable> {
  if (tables.length === 1) return tables[0]
  for (const t of tables) {
    const relation = await compute(cx, cx.transaction.relation(databaseOf(cx, t.table.database), t.table.name))
    if (relation?.kind === 'stored' && relation.columns.some((c) => c.name.toLowerCase() === name.toLowerCase())) return t
  }
  throw new OxbowError('UNKNOWN_COLUMN', `Unknown column '${name}' in 'field list'`, { errno: 1054, sqlState: '42S22' })
}

function* updateTable(
  rows: readonly (readonly Value[])[], offset: number, width: number, assignments: readonly Assignment[], editor: TableEditor, program: RowProgram,
  triggers: RowTriggers | undefined, ignore: boolean, cx: StatementContext,
): Fetching<{ matched: number; changed: number }> {
  const columns = new Set(assignments.map((a) => a.column))
  const seen = new SeenRows(editor, offset)
  const unchanged = keepsKeys(editor) ? sameRow : (a: readonly Value[], b: readonly Value[]): boolean => program.unchanged(a, b)
  let matched = 0
  let changed = 0
  for (const result of rows) {
    const old = result.slice(offset, offset + width)
    // The inner side of an outer join gives rows of NULLs; a join may give one row several times.
    if ((!editor.table.keyless && old.every((v) => v === null)) || !seen.add(result)) continue
    matched++
    const row = [...old]
    try {
      for (const { column, from, convert } of assignments) {
        program.cx.rows[0].values = row
        row[column] = convert('position' in from ? result[from.position] : from.evaluate(program.cx))
      }
      let same = unchanged(old, row)
      if (!same) program.touch(row, columns)
      if (triggers !== undefined) {
        yield* triggers.before(old, row)
        same = unchanged(old, row)
      }
      if (!same) {
        program.finish(row)
        yield* editor.update(old, row)
        changed++
      }
      if (triggers !== undefined) yield* triggers.after(old, row)
    } catch (e) {
      if (!ignore || !isIgnorable(e)) throw e
      cx.session.warn(e.errno, e.message, 'Note')
    }
  }
  return { matched, changed }
}

/** Tells rows of a table apart by primary key; rows of keyless tables are all taken. */
export class SeenRows {
  readonly #keys = new ByteKeyTable()
  readonly #encoder: KeyEncoder | undefined
  #row: readonly Value[] = []

  constructor(editor: TableEditor, offset: number) {
    const { table } = editor
    if (table.keyless) return
    this.#encoder = new KeyEncoder(table.primary.keyColumns.map((column) => {
      const write = valueKeyWriter(table.columns[column].type)
      return (_cx, out, at) => {
        const v = this.#row[offset + column]
        return v === null ? at : write(v, out, at)
      }
    }))
  }

  /** False when the row has come before. */
  add(row: readonly Value[]): boolean {
    if (this.#encoder === undefined) return true
    this.#row = row
    const before = this.#keys.size
    this.#keys.findOrAdd(this.#encoder.buffer, this.#encoder.encodeRow())
    return this.#keys.size > before
  }
}
