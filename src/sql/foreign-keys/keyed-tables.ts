import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { ColumnInfo, ForeignKeyInfo, RowFinder, TableEditor } from '../catalog.ts'
import { RowProgram } from '../statement/row-program.ts'
import type { StatementContext } from '../statement/statement.ts'
import { type Comparator, comparator } from '../types/compare.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import { noParent, unresolvedKey, keyText } from './errors.ts'
import { neverEqual } from './key-types.ts'

/** One side of a foreign key: the columns that hold its values in rows of a table. */
class KeySide {
  readonly ordinals: readonly number[]
  readonly types: readonly SqlType[]
  readonly #compare: readonly Comparator[]

  constructor(ordinals: readonly number[], columns: readonly ColumnInfo[]) {
    this.ordinals = ordinals
    this.types = ordinals.map((ordinal) => columns[ordinal].type)
    this.#compare = this.types.map((type) => comparator(type, type))
  }

  values(row: readonly Value[]): Value[] {
    return this.ordinals.map((ordinal) => row[ordinal])
  }

  /** Whether two rows hold different values, by the order of the columns. */
  differs(a: readonly Value[], b: readonly Value[]): boolean {
    return this.ordinals.some((ordinal, i) => {
      const x = a[ordinal]
      const y = b[ordinal]
      return x !== y && (x === null || y === null || this.#compare[i](x, y) !== 0)
    })
  }

  text(row: readonly Value[]): string {
    return keyText(this.values(row), this.types)
  }
}

/** What a new child row is looked at for. */
export class Reference {
  readonly key: ForeignKeyInfo
  readonly child: KeySide
  readonly #parents: RowFinder
  /** No parent is ever equal. */
  readonly #never: boolean
  /** Where the table refers to itself, the columns that are referred to: a row may be its own parent. */
  readonly #own: readonly number[] | undefined

  constructor(key: ForeignKeyInfo, child: KeySide, parent: KeySide, parents: RowFinder) {
    this.key = key
    this.child = child
    this.#parents = parents
    this.#never = child.types.some((type, i) => neverEqual(type, parent.types[i]))
    this.#own = key.table.toLowerCase() === key.parentTable.toLowerCase() ? parent.ordinals : undefined
  }

  /** @throws OxbowError 1452 where the row has no parent, and needs one. */
  *check(row: readonly Value[]): Fetching<void> {
    const values = this.child.values(row)
    if (values.includes(null)) return
    if (!this.#never && (yield* this.#parents.has(values))) return
    const own = this.#own
    if (own !== undefined && !this.child.differs(row, withValues(row, this.child.ordinals, own))) return
    throw noParent(this.key, this.child.text(row))
  }
}

/** The row with the values of some columns in the place of others. */
function withValues(row: readonly Value[], into: readonly number[], from: readonly number[]): Value[] {
  const changed = [...row]
  into.forEach((ordinal, i) => (changed[ordinal] = row[from[i]]))
  return changed
}

/** The children of a row under one key. */
export interface Children {
  readonly parent: KeySide
  readonly side: KeySide
  readonly finder: RowFinder
  readonly table: KeyedTable
}

/** A table that foreign keys reach, under change. */
export class KeyedTable {
  readonly editor: TableEditor
  /** Computes the generated columns of a row; undefined where there are none. */
  readonly generate: ((row: Value[]) => void) | undefined
  /** Stored rows lack values that have to be computed first. */
  readonly virtual: boolean

  constructor(editor: TableEditor, generate: ((row: Value[]) => void) | undefined) {
    this.editor = editor
    this.generate = generate
    this.virtual = editor.table.columns.some((c) => c.virtual === true)
  }

  /** The ordinals of named columns; undefined where one isn't there. */
  side(names: readonly string[]): KeySide | undefined {
    const { columns } = this.editor.table
    const ordinals = names.map((name) => columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase()))
    return ordinals.includes(-1) ? undefined : new KeySide(ordinals, columns)
  }
}

/** The tables of one database that a statement's foreign keys reach, opened when they are needed first. */
export class KeyedTables {
  readonly #database: string
  readonly #cx: StatementContext
  readonly #tables = new Map<string, KeyedTable>()
  readonly #references = new Map<ForeignKeyInfo, Reference>()
  readonly #children = new Map<ForeignKeyInfo, Children>()

  constructor(database: string, cx: StatementContext) {
    this.#database = database
    this.#cx = cx
  }

  /** @throws OxbowError 1452 where a foreign key can't be kept: its parent's table, columns or index are missing. */
  *reference(key: ForeignKeyInfo): Fetching<Reference> {
    const known = this.#references.get(key)
    if (known !== undefined) return known
    const child = (yield* this.#table(key.table, key)).side(key.columns)
    const table = yield* this.#table(key.parentTable, key)
    const parent = table.side(key.parentColumns)
    const finder = parent && table.editor.finder(parent.ordinals)
    if (child === undefined || parent === undefined || finder === undefined) throw unresolvedKey(this.#database, key)
    const reference = new Reference(key, child, parent, finder)
    this.#references.set(key, reference)
    return reference
  }

  /** @throws as `reference`. */
  *children(key: ForeignKeyInfo): Fetching<Children> {
    const known = this.#children.get(key)
    if (known !== undefined) return known
    const parent = (yield* this.#table(key.parentTable, key)).side(key.parentColumns)
    const table = yield* this.#table(key.table, key)
    const side = table.side(key.columns)
    const finder = side && table.editor.finder(side.ordinals)
    if (parent === undefined || side === undefined || finder === undefined) throw unresolvedKey(this.#database, key)
    const children: Children = { parent, side, finder, table }
    this.#children.set(key, children)
    return children
  }

  /** Writes what the keys' actions changed. */
  *flush(): Fetching<void> {
    for (const { editor } of this.#tables.values()) yield* editor.flush()
  }

  *#table(name: string, key: ForeignKeyInfo): Fetching<KeyedTable> {
    const lower = name.toLowerCase()
    const known = this.#tables.get(lower)
    if (known !== undefined) return known
    const { transaction, session, params } = this.#cx
    let editor: TableEditor
    try {
      editor = yield* transaction.edit(this.#database, name)
    } catch (e) {
      if (e instanceof OxbowError && e.errno === 1146) throw unresolvedKey(this.#database, key)
      throw e
    }
    const { columns } = editor.table
    const program = columns.some((c) => c.generatedText !== undefined) ? yield* RowProgram.of(columns, name, [], transaction, session, params) : undefined
    const table = new KeyedTable(editor, program && ((row) => program.generate(row)))
    this.#tables.set(lower, table)
    return table
  }
}
