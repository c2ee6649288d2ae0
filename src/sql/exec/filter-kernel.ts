import { Encoding } from '../../prolly/encoding.ts'
import type { Node } from '../../prolly/node.ts'
import type { FieldPlace } from '../catalog.ts'
import type { ColumnExpr, Expr } from '../plan/expression.ts'
import type { Value } from '../value.ts'
import { codedColumn, codeOf } from './coded-column.ts'
import { type Layouts, compile } from './compile.ts'
import type { ExecContext } from './context.ts'
import { positions } from './leaf-positions.ts'
import { isBinaryCollation } from './key-encoder.ts'
import { type NumberColumn, numberColumn } from './number-column.ts'
import { numberReader } from './number-reader.ts'

/**
 * A filter over one leaf: keeps those of the first `n` entries of `selection` (indexes of pairs) whose row passes,
 * in place and in order, and returns how many are left.
 */
export type FilterKernel = (cx: ExecContext, node: Node, selection: Int32Array, n: number) => number

/** Compiles a condition on one stored slot: a tight loop where the condition is simple, a closure by row elsewhere. */
export function compileFilter(condition: Expr, slot: number, layouts: Layouts): FilterKernel {
  return simpleKernel(condition, slot, layouts) ?? closureKernel(condition, slot, layouts)
}

function closureKernel(condition: Expr, slot: number, layouts: Layouts): FilterKernel {
  const evaluate = compile(condition, layouts)
  return (cx, node, selection, n) => {
    const row = cx.rows[slot]
    row.node = node
    let kept = 0
    for (let i = 0; i < n; i++) {
      row.index = selection[i]
      if (isTrue(evaluate(cx))) selection[kept++] = selection[i]
    }
    return kept
  }
}

/** MySQL's truth: a number that isn't 0 (NULL is not true). Conditions are already cast to a number by the analyzer. */
export function isTrue(v: Value): boolean {
  return v !== null && v !== 0 && (typeof v === 'number' || typeof v === 'bigint')
}

function simpleKernel(condition: Expr, slot: number, layouts: Layouts): FilterKernel | undefined {
  if (condition.kind !== 'call') return undefined
  const column = condition.args[0]
  if (column === undefined || column.kind !== 'column' || column.slot !== slot) return undefined
  const place = layouts[slot].places[column.column]
  if (place === undefined) return undefined
  if (condition.name === 'is null') return nullKernel(place, true)
  if (condition.name === 'is not null') return nullKernel(place, false)
  const constants = condition.args.slice(1).map((a) => (a.kind === 'literal' ? a.value : undefined))
  if (constants.some((c) => c === undefined || c === null)) return undefined
  const range = constants.every((c) => typeof c === 'number') ? numberRange(condition.name, constants as number[]) : undefined
  if (range !== undefined && numericArguments(condition.args, column)) return rangeKernel(place, range)
  if (condition.name === '=' && typeof constants[0] === 'string' && isBinaryCollation(column.type) && place.encoding === Encoding.String) {
    if (!isBinaryCollation(condition.args[1].type)) return undefined
    return bytesKernel(place, new TextEncoder().encode(constants[0]))
  }
  return undefined
}

/** The constants must have the column's own form: both plain numbers, or the same temporal type. */
function numericArguments(args: readonly Expr[], column: ColumnExpr): boolean {
  const temporal = new Set(['DATE', 'DATETIME', 'TIMESTAMP', 'TIME'])
  const numeric = new Set(['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT', 'YEAR', 'FLOAT', 'DOUBLE'])
  const own = column.type.name
  return args.slice(1).every((a) => (temporal.has(own) ? a.type.name === own : numeric.has(own) && numeric.has(a.type.name)))
}

interface NumberRange {
  readonly low: number
  readonly high: number
  readonly lowOpen: boolean
  readonly highOpen: boolean
  /** Keep what lies outside. */
  readonly negated: boolean
}

function numberRange(operator: string, constants: readonly number[]): NumberRange | undefined {
  const c = constants[0]
  const range = (low: number, high: number, lowOpen = false, highOpen = false, negated = false): NumberRange =>
    ({ low, high, lowOpen, highOpen, negated })
  switch (operator) {
    case '=': return range(c, c)
    case '<>':
    case '!=': return range(c, c, false, false, true)
    case '<': return range(-Infinity, c, false, true)
    case '<=': return range(-Infinity, c)
    case '>': return range(c, Infinity, true, false)
    case '>=': return range(c, Infinity)
    case 'between': return range(c, constants[1])
    case 'not between': return range(c, constants[1], false, false, true)
    default: return undefined
  }
}

function rangeKernel(place: FieldPlace, range: NumberRange): FilterKernel | undefined {
  const read = numberReader(place.encoding)
  if (read === undefined) return undefined
  const inKey = place.part === 'key'
  const { field } = place
  const { low, high, lowOpen, highOpen, negated } = range
  return (_cx, node, selection, n) => {
    // A few rows of a leaf aren't worth decoding all of it.
    const column = n * 4 >= node.count ? numberColumn(node, place, read) : undefined
    if (column !== undefined) return inColumn(column, range, selection, n)
    positions.ofLeaf(node, selection, n, inKey, field)
    const { from } = positions
    const { bytes } = node
    let kept = 0
    for (let i = 0; i < n; i++) {
      if (from[i] < 0) continue
      const v = read(bytes, from[i])
      const inside = (lowOpen ? v > low : v >= low) && (highOpen ? v < high : v <= high)
      if (inside !== negated) selection[kept++] = selection[i]
    }
    return kept
  }
}

function inColumn({ values, absent, hasNulls, least, greatest }: NumberColumn, { low, high, lowOpen, highOpen, negated }: NumberRange, selection: Int32Array, n: number): number {
  const none = greatest < low || least > high || (lowOpen && greatest === low) || (highOpen && least === high)
  const every = (lowOpen ? least > low : least >= low) && (highOpen ? greatest < high : greatest <= high)
  if (negated ? every : none) return 0
  if ((negated ? none : every) && !hasNulls) return n
  let kept = 0
  if (!(values instanceof Float64Array)) {
    // Whole numbers: open ends become closed ones.
    const from = lowOpen ? Math.floor(low) + 1 : Math.ceil(low)
    const to = highOpen ? Math.ceil(high) - 1 : Math.floor(high)
    for (let i = 0; i < n; i++) {
      const v = values[selection[i]]
      if ((v >= from && v <= to) !== negated && v !== absent) selection[kept++] = selection[i]
    }
    return kept
  }
  for (let i = 0; i < n; i++) {
    const v = values[selection[i]]
    const inside = (lowOpen ? v > low : v >= low) && (highOpen ? v < high : v <= high)
    if (inside !== negated && v === v) selection[kept++] = selection[i]
  }
  return kept
}

function nullKernel(place: FieldPlace, wantNull: boolean): FilterKernel {
  const inKey = place.part === 'key'
  const { field } = place
  return (_cx, node, selection, n) => {
    positions.ofLeaf(node, selection, n, inKey, field)
    const { from } = positions
    let kept = 0
    for (let i = 0; i < n; i++) if (from[i] < 0 === wantNull) selection[kept++] = selection[i]
    return kept
  }
}

function withCode(codes: Uint16Array, code: number, selection: Int32Array, n: number): number {
  let kept = 0
  for (let i = 0; i < n; i++) if (codes[selection[i]] === code) selection[kept++] = selection[i]
  return kept
}

function bytesKernel(place: FieldPlace, wanted: Uint8Array): FilterKernel {
  const inKey = place.part === 'key'
  const { field } = place
  const length = wanted.length
  // Texts are stored with a NUL behind them.
  const stored = new Uint8Array(length + 1)
  stored.set(wanted)
  return (_cx, node, selection, n) => {
    // A few rows of a leaf that nobody has read before aren't worth coding all of it.
    const codes = n * 4 >= node.count || node.derived !== undefined ? codedColumn(node, place) : undefined
    if (codes !== undefined) return withCode(codes, codeOf(stored), selection, n)
    positions.ofLeaf(node, selection, n, inKey, field)
    const { from, to } = positions
    const { bytes } = node
    let kept = 0
    for (let i = 0; i < n; i++) {
      const at = from[i]
      if (at < 0 || to[i] - at - 1 !== length) continue
      let k = 0
      while (k < length && bytes[at + k] === wanted[k]) k++
      if (k === length) selection[kept++] = selection[i]
    }
    return kept
  }
}
