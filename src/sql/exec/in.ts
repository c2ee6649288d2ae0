import type { InListExpr, InSubqueryExpr } from '../plan/expression.ts'
import { castTo } from '../types/cast.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import { ByteKeyTable } from './byte-key-table.ts'
import { type Layouts, compile } from './compile.ts'
import type { Evaluator, ExecContext } from './context.ts'
import { KeyEncoder, valueKeyWriter } from './key-encoder.ts'

/**
 * `needle IN (a, b, …)` with SQL's three values: NULL when nothing matches and something compared as NULL.
 * A list of literals that have the needle's own form becomes a set.
 */
export function compileIn(expr: InListExpr, layouts: Layouts): Evaluator {
  const needle = compile(expr.needle, layouts)
  const [yes, no] = expr.negated ? [0, 1] : [1, 0]
  if (canUseSet(expr)) {
    const values = new Set<Value>()
    let hasNull = false
    for (const item of expr.list) {
      if (item.kind !== 'literal') throw new Error('not a literal')
      if (item.value === null) hasNull = true
      else values.add(item.value)
    }
    return (cx) => {
      const v = needle(cx)
      if (v === null) return null
      return values.has(v) ? yes : hasNull ? null : no
    }
  }
  // Each member is compared by MySQL's rules for the two types at hand.
  let current: Value = null
  const comparisons = expr.list.map((item, i) => expr.equals[i].compile([() => current, compile(item, layouts)]))
  return (cx) => {
    const v = needle(cx)
    if (v === null) return null
    let sawNull = false
    for (let i = 0; i < comparisons.length; i++) {
      current = v
      const r = comparisons[i](cx)
      if (r === 1) return yes
      if (r === null) sawNull = true
    }
    return sawNull ? null : no
  }
}

/** Primitive values of one form compare by identity: numbers with numbers, binary-collated strings with strings. */
function canUseSet(expr: InListExpr): boolean {
  const type = expr.needle.type
  const numeric = isIntegerLike(type)
  const text = isText(type) && (type.collation === undefined || type.collation.endsWith('_bin') || type.collation === 'binary')
  if (!numeric && !text) return false
  return expr.list.every((item) => {
    if (item.kind !== 'literal') return false
    if (item.value === null) return true
    if (numeric) return sameKind(item.type, type) && (typeof item.value === 'number' || typeof item.value === 'bigint')
    return typeof item.value === 'string' && isText(item.type)
  })
}

function isIntegerLike(type: SqlType): boolean {
  switch (type.name) {
    case 'TINYINT': case 'SMALLINT': case 'MEDIUMINT': case 'INT': case 'BIGINT': case 'YEAR': case 'DATE': case 'DATETIME':
    case 'TIMESTAMP': case 'TIME': return true
    default: return false
  }
}

function sameKind(a: SqlType, b: SqlType): boolean {
  const temporal = (t: SqlType): boolean => t.name === 'DATE' || t.name === 'DATETIME' || t.name === 'TIMESTAMP' || t.name === 'TIME'
  if (temporal(a) || temporal(b)) return a.name === b.name
  return isIntegerLike(a)
}

function isText(type: SqlType): boolean {
  return type.name === 'CHAR' || type.name === 'VARCHAR' || type.name.endsWith('TEXT')
}

/** What an uncorrelated subquery behind IN has left: the set of its rows. */
export class SubquerySet {
  readonly keys = new ByteKeyTable()
  /** Some row had a NULL. */
  hasNull = false
  rows = 0
  readonly #types: readonly SqlType[]
  readonly #encoder: KeyEncoder
  readonly #casts: ((v: Value) => Value)[]

  /** `from`: the subquery's column types; `compareTypes`: what both sides are compared in. */
  constructor(from: readonly SqlType[], compareTypes: readonly SqlType[], cx: ExecContext) {
    this.#types = compareTypes
    this.#encoder = rowEncoder(compareTypes)
    this.#casts = compareTypes.map((t, i) => {
      const cast = castTo(t, from[i])
      return (v) => cast(v, cx)
    })
  }

  add(row: readonly Value[]): void {
    this.rows++
    scratchRow = this.#types.map((_, i) => (row[i] === null ? null : this.#casts[i](row[i])))
    const length = this.#encoder.encodeRow()
    if (this.#encoder.hasNull) this.hasNull = true
    else this.keys.findOrAdd(this.#encoder.buffer, length)
  }
}

let scratchRow: readonly Value[] = []

/** An encoder of `scratchRow`. */
function rowEncoder(types: readonly SqlType[]): KeyEncoder {
  const writers = types.map((t) => valueKeyWriter(t))
  return new KeyEncoder(writers.map((write, i) => (_cx, out, at) => (scratchRow[i] === null ? at : write(scratchRow[i]!, out, at))))
}

export function compileInSubquery(expr: InSubqueryExpr, layouts: Layouts): Evaluator {
  const needles = expr.needles.map((n) => compile(n, layouts))
  const casts = expr.compareTypes.map((t, i) => castTo(t, expr.needles[i].type))
  const encoder = rowEncoder(expr.compareTypes)
  const [yes, no] = expr.negated ? [0, 1] : [1, 0]
  const id = expr.id
  return (cx) => {
    const set = cx.subqueries[id] as SubquerySet
    if (set.rows === 0) return no
    scratchRow = needles.map((n, i) => {
      const v = n(cx)
      return v === null ? null : casts[i](v, cx)
    })
    const length = encoder.encode(cx)
    if (encoder.hasNull) return null
    if (set.keys.find(encoder.buffer, length) !== -1) return yes
    return set.hasNull ? null : no
  }
}
