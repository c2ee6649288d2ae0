import { plainDigits } from './json-text.ts'

/** Numbers as text, and the numbers that texts begin with. */

/** The shortest digits that give the same float32 again, as a double. */
export function shortestFloat(n: number): number {
  if (!Number.isFinite(n)) return n
  for (let precision = 6; precision < 9; precision++) {
    const candidate = Number(n.toPrecision(precision))
    if (Math.fround(candidate) === Math.fround(n)) return candidate
  }
  return Number(n.toPrecision(9))
}

/** A double's shortest digits without an exponent (Go's format 'f'). */
export function plainNumber(n: number): string {
  const text = String(n)
  return text.includes('e') ? plainDigits(text) : Object.is(n, -0) ? '-0' : text
}

/** A double's shortest digits as Dolt sends computed ones: `1e+06`, `2.5e-05`, `123456.5` (Go's format 'g'). */
export function generalNumber(n: number): string {
  if (n === 0 || !Number.isFinite(n)) return Object.is(n, -0) ? '-0' : goSpecial(n)
  const a = Math.abs(n)
  if (a >= 1e-4 && a < 1e6) return String(n)
  const text = n.toExponential()
  const e = text.indexOf('e')
  const exponent = text.slice(e + 2)
  return `${text.slice(0, e + 2)}${exponent.length < 2 ? `0${exponent}` : exponent}`
}

function goSpecial(n: number): string {
  return n === 0 ? '0' : Number.isNaN(n) ? 'NaN' : n > 0 ? '+Inf' : '-Inf'
}

const PREFIX = /^[ \t\r\n\v\f]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/

/** The number that a text begins with, as MySQL converts strings; 0 when there is none. */
export function numberPrefix(text: string): number {
  const m = PREFIX.exec(text)
  return m === null ? 0 : Number(m[0])
}

/** True when the whole text is one number (blanks around it allowed). */
export function isWholeNumberText(text: string): boolean {
  const m = PREFIX.exec(text)
  return m !== null && text.slice(m[0].length).trim() === ''
}
