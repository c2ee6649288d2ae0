import { OxbowError } from '../../error.ts'
import type { ByteRange } from './object-store.ts'

/** What of an object of `size` bytes a range covers: from ≤ i < to; empty when the object ends before it. */
export function resolveRange(range: ByteRange | undefined, size: number): { from: number; to: number } {
  if (range === undefined) return { from: 0, to: size }
  checkRange(range)
  if ('suffix' in range) return { from: Math.max(0, size - range.suffix), to: size }
  return { from: Math.min(range.offset, size), to: Math.min(range.offset + range.length, size) }
}

/** The value of a `Range` header. */
export function rangeHeader(range: ByteRange): string {
  checkRange(range)
  if ('suffix' in range) return `bytes=-${range.suffix}`
  return `bytes=${range.offset}-${range.offset + range.length - 1}`
}

/** The range that a `Range` header asks for; undefined where there is none that could be served. */
export function parseRangeHeader(header: string | null): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (first === undefined || (first === '' && last === '')) return undefined
  if (first === '') return Number(last) > 0 ? { suffix: Number(last) } : undefined
  const offset = Number(first)
  if (last === '') return { offset, length: Number.MAX_SAFE_INTEGER - offset }
  return Number(last) >= offset ? { offset, length: Number(last) - offset + 1 } : undefined
}

function checkRange(range: ByteRange): void {
  const ok = 'suffix' in range
    ? Number.isSafeInteger(range.suffix) && range.suffix > 0
    : Number.isSafeInteger(range.offset) && range.offset >= 0 && Number.isSafeInteger(range.length) && range.length > 0
  if (!ok) throw new OxbowError('BAD_RANGE', `a part of an object has at least one byte: ${JSON.stringify(range)}`)
}
