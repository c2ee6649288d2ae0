import type { Decimal } from '../../prolly/decimal.ts'
import { type Comparator, comparator } from '../types/compare.ts'
import { decimalOf, doubleOf, jsonOf, textOf } from '../types/convert.ts'
import * as decimal from '../types/decimal-math.ts'
import { JsonDocument, type JsonValue } from '../types/json.ts'
import { newObject } from '../types/json-text.ts'
import type { SqlType } from '../types/sql-type.ts'
import { BIGINT, BIGINT_UNSIGNED, DOUBLE, JSON_TYPE, TEXT, isIntegral, isNumeric } from '../types/types.ts'
import { OxbowError } from '../../error.ts'
import { type Value, normalInt } from '../value.ts'
import { bitsOf } from './bit.ts'
import { MANY } from './define.ts'
import type { Accumulator, AggregateFunction, Argument } from './function.ts'

/** Aggregate functions. Types are Dolt's: sums and averages are DOUBLE, whatever they sum. */

class Count implements Accumulator {
  #n = 0
  add(args: readonly Value[]): void {
    for (let i = 0; i < args.length; i++) if (args[i] === null) return
    this.#n++
  }
  result(): Value {
    return this.#n
  }
}

/** Sum of doubles and of integers (exact as long as the sum is safe). */
class NumberSum implements Accumulator {
  #sum = 0
  #seen = false
  readonly #toNumber: ((v: Value) => number) | undefined
  constructor(toNumber: ((v: Value) => number) | undefined) {
    this.#toNumber = toNumber
  }
  add(args: readonly Value[]): void {
    const v = args[0]
    if (v === null) return
    this.#seen = true
    this.#sum += this.#toNumber === undefined ? (v as number) : this.#toNumber(v)
  }
  result(): Value {
    return this.#seen ? this.#sum : null
  }
}

class DecimalSum implements Accumulator {
  #sum: Decimal | undefined
  #n = 0
  readonly #average: boolean
  readonly #toDecimal: (v: Value) => Decimal
  constructor(average: boolean, toDecimal: (v: Value) => Decimal) {
    this.#average = average
    this.#toDecimal = toDecimal
  }
  add(args: readonly Value[]): void {
    const v = args[0]
    if (v === null) return
    this.#n++
    const d = this.#toDecimal(v)
    this.#sum = this.#sum === undefined ? d : decimal.add(this.#sum, d)
  }
  result(): Value {
    if (this.#sum === undefined) return null
    const sum = decimal.toNumber(this.#sum)
    return this.#average ? sum / this.#n : sum
  }
}

class Average implements Accumulator {
  #sum = 0
  #n = 0
  readonly #toNumber: ((v: Value) => number) | undefined
  constructor(toNumber: ((v: Value) => number) | undefined) {
    this.#toNumber = toNumber
  }
  add(args: readonly Value[]): void {
    const v = args[0]
    if (v === null) return
    this.#n++
    this.#sum += this.#toNumber === undefined ? (v as number) : this.#toNumber(v)
  }
  result(): Value {
    return this.#n === 0 ? null : this.#sum / this.#n
  }
}

class Extreme implements Accumulator {
  #best: Value = null
  readonly #compare: Comparator
  readonly #sign: 1 | -1
  constructor(compare: Comparator, sign: 1 | -1) {
    this.#compare = compare
    this.#sign = sign
  }
  add(args: readonly Value[]): void {
    const v = args[0]
    if (v === null) return
    if (this.#best === null || this.#compare(v, this.#best) * this.#sign > 0) this.#best = v
  }
  result(): Value {
    return this.#best
  }
}

/** Variance by Welford's method, which loses no digits to large means. */
class Variance implements Accumulator {
  #n = 0
  #mean = 0
  #squares = 0
  readonly #toNumber: (v: Value) => number
  readonly #sample: boolean
  readonly #root: boolean
  constructor(toNumber: (v: Value) => number, sample: boolean, root: boolean) {
    this.#toNumber = toNumber
    this.#sample = sample
    this.#root = root
  }
  add(args: readonly Value[]): void {
    const v = args[0]
    if (v === null) return
    const x = this.#toNumber(v)
    this.#n++
    const delta = x - this.#mean
    this.#mean += delta / this.#n
    this.#squares += delta * (x - this.#mean)
  }
  result(): Value {
    const divisor = this.#sample ? this.#n - 1 : this.#n
    if (divisor <= 0) return null
    const variance = this.#squares / divisor
    return this.#root ? Math.sqrt(variance) : variance
  }
}

class BitFold implements Accumulator {
  #bits: bigint
  readonly #toBits: (v: Value) => bigint
  readonly #fold: (a: bigint, b: bigint) => bigint
  constructor(start: bigint, toBits: (v: Value) => bigint, fold: (a: bigint, b: bigint) => bigint) {
    this.#bits = start
    this.#toBits = toBits
    this.#fold = fold
  }
  add(args: readonly Value[]): void {
    const v = args[0]
    if (v !== null) this.#bits = this.#fold(this.#bits, this.#toBits(v))
  }
  result(): Value {
    return normalInt(this.#bits)
  }
}

class GroupConcat implements Accumulator {
  #text: string | undefined
  readonly #toText: readonly ((v: Value) => string)[]
  readonly #separator: string
  /** In bytes. */
  readonly #longest: number
  constructor(toText: readonly ((v: Value) => string)[], separator: string, longest: number) {
    this.#toText = toText
    this.#separator = separator
    this.#longest = longest
  }
  add(args: readonly Value[]): void {
    // No character has less than a byte.
    if (this.#text !== undefined && this.#text.length > this.#longest) return
    let part = ''
    for (let i = 0; i < this.#toText.length; i++) {
      const v = args[i]
      if (v === null) return
      part += this.#toText[i](v)
    }
    this.#text = this.#text === undefined ? part : this.#text + this.#separator + part
  }
  result(): Value {
    return this.#text === undefined ? null : firstBytes(this.#text, this.#longest)
  }
}

/** As many characters as so many bytes of UTF-8 hold. */
function firstBytes(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(Math.min(bytes, text.length * 3)))
  return text.slice(0, read)
}

class JsonArrayAggregate implements Accumulator {
  readonly #values: JsonValue[] = []
  readonly #toJson: (v: Value) => JsonValue
  constructor(toJson: (v: Value) => JsonValue) {
    this.#toJson = toJson
  }
  add(args: readonly Value[]): void {
    this.#values.push(args[0] === null ? null : this.#toJson(args[0]))
  }
  result(): Value {
    return this.#values.length === 0 ? null : new JsonDocument([...this.#values])
  }
}

class JsonObjectAggregate implements Accumulator {
  readonly #object = newObject()
  #seen = false
  readonly #toKey: (v: Value) => string
  readonly #toJson: (v: Value) => JsonValue
  constructor(toKey: (v: Value) => string, toJson: (v: Value) => JsonValue) {
    this.#toKey = toKey
    this.#toJson = toJson
  }
  add(args: readonly Value[]): void {
    if (args[0] === null) {
      throw new OxbowError('ER_JSON_DOCUMENT_NULL_KEY', 'JSON documents may not contain NULL member names.', {
        errno: 3158, sqlState: '22032',
      })
    }
    this.#seen = true
    this.#object[this.#toKey(args[0])] = args[1] === null ? null : this.#toJson(args[1])
  }
  result(): Value {
    return this.#seen ? new JsonDocument(this.#object) : null
  }
}

class AnyValue implements Accumulator {
  #value: Value = null
  #seen = false
  add(args: readonly Value[]): void {
    if (this.#seen) return
    this.#seen = true
    this.#value = args[0]
  }
  result(): Value {
    return this.#value
  }
}

class LastValue implements Accumulator {
  #value: Value = null
  add(args: readonly Value[]): void {
    this.#value = args[0]
  }
  result(): Value {
    return this.#value
  }
}

type Bind = AggregateFunction['bind']

function aggregate(name: string, bind: Bind, minArgs = 1, maxArgs = 1): AggregateFunction {
  return { name, minArgs, maxArgs, bind }
}

/** Undefined where values are plain numbers already. */
function numbers(type: SqlType): ((v: Value) => number) | undefined {
  if (type.name === 'DOUBLE' || type.name === 'FLOAT' ||
    (isIntegral(type) && type.name !== 'BIGINT' && type.name !== 'BIT')) return undefined
  return doubleOf(type)
}

const bindSum: Bind = ([arg]) => {
  if (arg.type.name === 'DECIMAL') {
    const toDecimal = decimalOf(arg.type)
    return { type: DOUBLE, nullable: true, create: () => new DecimalSum(false, toDecimal) }
  }
  const toNumber = numbers(arg.type)
  return { type: DOUBLE, nullable: true, create: () => new NumberSum(toNumber) }
}

const bindAverage: Bind = ([arg]) => {
  if (arg.type.name === 'DECIMAL') {
    const toDecimal = decimalOf(arg.type)
    return { type: DOUBLE, nullable: true, create: () => new DecimalSum(true, toDecimal) }
  }
  const toNumber = numbers(arg.type)
  return { type: DOUBLE, nullable: true, create: () => new Average(toNumber) }
}

function bindExtreme(sign: 1 | -1): Bind {
  return ([arg]) => {
    const compare = comparator(arg.type, arg.type)
    return { type: arg.type, nullable: true, create: () => new Extreme(compare, sign) }
  }
}

/** Dolt labels deviations and variances of numbers with the type of their argument (and so rounds them when it prints). */
function deviationType(arg: Argument): SqlType {
  return isNumeric(arg.type) && arg.type.name !== 'DOUBLE' ? { name: 'DOUBLE', wire: arg.type.wire ?? arg.type } : DOUBLE
}

function bindVariance(sample: boolean, root: boolean): Bind {
  return ([arg]) => {
    const toNumber = doubleOf(arg.type)
    return { type: deviationType(arg), nullable: true, create: () => new Variance(toNumber, sample, root) }
  }
}

function bindBits(start: bigint, fold: (a: bigint, b: bigint) => bigint): Bind {
  return ([arg]) => {
    const toBits = bitsOf(arg)
    return { type: BIGINT_UNSIGNED, nullable: false, create: () => new BitFold(start, toBits, fold) }
  }
}

const bindGroupConcat: Bind = (args, { separator, longestText = Infinity }) => {
  const toText = args.map((a) => textOf(a.type))
  return { type: TEXT, nullable: true, create: () => new GroupConcat(toText, separator ?? ',', longestText) }
}

const population = [bindVariance(false, true), bindVariance(false, false)] as const
const sample = [bindVariance(true, true), bindVariance(true, false)] as const

export const AGGREGATES: readonly AggregateFunction[] = [
  aggregate('count', () => ({ type: BIGINT, nullable: false, create: () => new Count() }), 0, MANY),
  aggregate('sum', bindSum),
  aggregate('avg', bindAverage),
  aggregate('min', bindExtreme(-1)),
  aggregate('max', bindExtreme(1)),
  aggregate('std', population[0]),
  aggregate('stddev', population[0]),
  aggregate('stddev_pop', population[0]),
  aggregate('stddev_samp', sample[0]),
  aggregate('variance', population[1]),
  aggregate('var_pop', population[1]),
  aggregate('var_samp', sample[1]),
  aggregate('bit_and', bindBits(0xffff_ffff_ffff_ffffn, (a, b) => a & b)),
  aggregate('bit_or', bindBits(0n, (a, b) => a | b)),
  aggregate('bit_xor', bindBits(0n, (a, b) => a ^ b)),
  aggregate('group_concat', bindGroupConcat, 1, MANY),
  aggregate('json_arrayagg', ([arg]) => {
    const toJson = jsonOf(arg.type)
    return { type: JSON_TYPE, nullable: true, create: () => new JsonArrayAggregate(toJson) }
  }),
  aggregate('json_objectagg', ([key, value]) => {
    const toKey = textOf(key.type)
    const toJson = jsonOf(value.type)
    return { type: JSON_TYPE, nullable: true, create: () => new JsonObjectAggregate(toKey, toJson) }
  }, 2, 2),
  aggregate('last', ([arg]) => ({ type: arg.type, nullable: true, create: () => new LastValue() })),
  aggregate('first', ([arg]) => ({ type: arg.type, nullable: true, create: () => new AnyValue() })),
  aggregate('any_value', ([arg]) => ({ type: arg.type, nullable: arg.nullable, create: () => new AnyValue() })),
]
