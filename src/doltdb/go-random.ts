/*
 * Go's classic random source (math/rand), which Dolt seeds to choose column tags: an additive generator,
 * y(n) = y(n - 607) + y(n - 273) modulo 2^64. Go ships 607 numbers that it mixes into every seed. They are the state of
 * this very generator after 7.8 * 10^12 steps, so here they are computed, by raising x to that power modulo the
 * generator's polynomial, the first time they are needed (some 20 ms).
 */

const LENGTH = 607
const LAG = 273
const MODULUS = 2147483647
/** Steps from the generator's first state to the numbers that Go mixes in. */
const COOKED_STEPS = 7_800_000_000_000n
/** Hexadecimal digits that hold one coefficient of a product of two polynomials. */
const DIGITS = 36

/** The small generator (Park and Miller's, with Schrage's multiplier 48271) that fills the large one's state. */
function* smallGenerator(seed: number): Generator<bigint, never, void> {
  let x = seed
  for (let i = 0; ; i++) {
    // 48271 * 2^31 stays below 2^47, so this is exact.
    x = (48271 * x) % MODULUS
    if (i >= 20) yield BigInt(x)
  }
}

function fillState(seed: number, highShift: bigint, lowShift: bigint): BigUint64Array {
  const state = new BigUint64Array(LENGTH)
  const numbers = smallGenerator(seed)
  for (let i = 0; i < LENGTH; i++) {
    const high = numbers.next().value << highShift
    const middle = numbers.next().value << lowShift
    state[i] = high ^ middle ^ numbers.next().value
  }
  return state
}

/** Slot of the state that the generator's n-th number stands in. */
function slotOf(n: number): number {
  return (333 - n + 2 * LENGTH) % LENGTH
}

function pack(coefficients: BigUint64Array): bigint {
  let text = '0x'
  for (let i = coefficients.length - 1; i >= 0; i--) text += coefficients[i].toString(16).padStart(DIGITS, '0')
  return BigInt(text)
}

/** The product of two polynomials with coefficients modulo 2^64: they are multiplied as two large numbers. */
function multiply(a: BigUint64Array, b: BigUint64Array): BigUint64Array {
  const packed = pack(a)
  const count = a.length + b.length - 1
  const text = (a === b ? packed * packed : packed * pack(b)).toString(16).padStart(count * DIGITS, '0')
  const product = new BigUint64Array(count)
  for (let i = 0; i < count; i++) {
    const end = text.length - i * DIGITS
    product[i] = BigInt(`0x${text.slice(end - 16, end)}`)
  }
  return product
}

/** Modulo the generator's polynomial: x^607 is x^334 + 1. */
function reduce(polynomial: BigUint64Array): BigUint64Array {
  for (let i = polynomial.length - 1; i >= LENGTH; i--) {
    polynomial[i - LENGTH] += polynomial[i]
    polynomial[i - LAG] += polynomial[i]
  }
  return polynomial.slice(0, LENGTH)
}

let cooked: BigUint64Array | undefined

function cookedState(): BigUint64Array {
  if (cooked !== undefined) return cooked
  const bits = COOKED_STEPS.toString(2)
  let power: BigUint64Array = new BigUint64Array(LENGTH)
  power[0] = 1n
  for (const bit of bits) {
    power = reduce(multiply(power, power))
    if (bit === '1') {
      const shifted = new BigUint64Array(LENGTH + 1)
      shifted.set(power, 1)
      power = reduce(shifted)
    }
  }
  // The first numbers: those of the first state, and as many again.
  const start = fillState(1, 20n, 10n)
  const numbers = new BigUint64Array(2 * LENGTH)
  for (let n = 0; n < LENGTH; n++) numbers[n] = start[slotOf(n)]
  for (let n = LENGTH; n < 2 * LENGTH; n++) numbers[n] = numbers[n - LENGTH] + numbers[n - LAG]
  // Number N + k is the sum of c(i) * number (i + k): the middle of a product with the coefficients in reverse.
  const sums = multiply(power.toReversed(), numbers)
  const state = new BigUint64Array(LENGTH)
  const before = Number(COOKED_STEPS % BigInt(LENGTH))
  for (let k = 0; k < LENGTH; k++) state[slotOf((before + k) % LENGTH)] = sums[LENGTH - 1 + k]
  return (cooked = state)
}

/** `rand.New(rand.NewSource(seed))`. */
export class GoRandom {
  readonly #state: BigUint64Array
  #tap = 0
  #feed = LENGTH - LAG

  /** @param seed 64 bits, signed. */
  constructor(seed: bigint) {
    let small = Number(seed % BigInt(MODULUS))
    if (small < 0) small += MODULUS
    if (small === 0) small = 89482311
    const mixed = cookedState()
    this.#state = fillState(small, 40n, 20n)
    for (let i = 0; i < LENGTH; i++) this.#state[i] ^= mixed[i]
  }

  /** 63 random bits. */
  int63(): bigint {
    this.#tap = (this.#tap + LENGTH - 1) % LENGTH
    this.#feed = (this.#feed + LENGTH - 1) % LENGTH
    this.#state[this.#feed] += this.#state[this.#tap]
    return this.#state[this.#feed] & 0x7fffffffffffffffn
  }

  /** A number from 0 to n - 1. */
  int63n(n: bigint): bigint {
    if ((n & (n - 1n)) === 0n) return this.int63() & (n - 1n)
    const most = (1n << 63n) - 1n - ((1n << 63n) % n)
    for (;;) {
      const v = this.int63()
      if (v <= most) return v % n
    }
  }
}
