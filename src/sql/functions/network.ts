import { bytesOf, intOf, textOf } from '../types/convert.ts'
import { BOOLEAN, INT_UNSIGNED, LONGBLOB, LONGTEXT } from '../types/types.ts'
import type { ScalarFunction, Argument, BoundFunction } from './function.ts'
import { anyNullable, deterministic, scalar, unary } from './define.ts'

/** IP addresses (MySQL's manual, "Miscellaneous Functions"). */

/** The four bytes of a dotted address; undefined when it is none. */
function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) < 256)) return undefined
  return Uint8Array.from(parts, Number)
}

/** The sixteen bytes of an IPv6 address, which may end in a dotted one. */
function parseIpv6(text: string): Uint8Array | undefined {
  let s = text
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (dotted !== null) {
    const v4 = parseIpv4(dotted[2])
    if (v4 === undefined) return undefined
    s = dotted[1] + ((v4[0] << 8) | v4[1]).toString(16) + ':' + ((v4[2] << 8) | v4[3]).toString(16)
  }
  const halves = s.split('::')
  if (halves.length > 2) return undefined
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'))
  const head = groups(halves[0])
  const tail = halves.length === 2 ? groups(halves[1]) : []
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...head, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...tail]
  if (!all.every((g) => /^[0-9a-f]{1,4}$/i.test(g))) return undefined
  const out = new Uint8Array(16)
  all.forEach((g, i) => {
    const n = Number.parseInt(g, 16)
    out[2 * i] = n >> 8
    out[2 * i + 1] = n & 255
  })
  return out
}

/** An IPv6 address in its shortest form (RFC 5952); mapped and compatible IPv4 ones keep their dots. */
function formatIpv6(b: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => (b[2 * i] << 8) | b[2 * i + 1])
  const zeros = groups.findIndex((g) => g !== 0)
  const dots = b.subarray(12).join('.')
  if (zeros === 5 && groups[5] === 0xffff) return `::ffff:${dots}`
  if (zeros === 6) return `::${dots}`
  let best = -1
  let length = 1
  for (let i = 0; i < 8; i++) {
    let n = 0
    while (i + n < 8 && groups[i + n] === 0) n++
    if (n > length) {
      best = i
      length = n
    }
    if (n > 0) i += n - 1
  }
  const hex = (from: number, to: number): string => groups.slice(from, to).map((g) => g.toString(16)).join(':')
  return best < 0 ? hex(0, 8) : `${hex(0, best)}::${hex(best + length, 8)}`
}

/** Short forms are allowed: `127.1` is 127.0.0.1. */
function bindAton(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(INT_UNSIGNED, true, (v) => {
    const parts = text(v).split('.')
    if (parts.length > 4 || !parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) < 256)) return null
    const numbers = parts.map(Number)
    const last = numbers.pop() as number
    return numbers.reduce((n, p, i) => n + p * 256 ** (3 - i), 0) + last
  })
}

function bindNtoa(args: readonly Argument[]): BoundFunction {
  const toInt = intOf(args[0].type)
  return unary(LONGTEXT, true, (v) => {
    const n = Number(toInt(v))
    return n < 0 || n > 0xffffffff ? null : [24, 16, 8, 0].map((s) => Math.floor(n / 2 ** s) % 256).join('.')
  })
}

function bindAton6(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(LONGBLOB, true, (v) => {
    const s = text(v)
    return parseIpv4(s) ?? parseIpv6(s) ?? null
  })
}

function bindNtoa6(args: readonly Argument[]): BoundFunction {
  const bytes = bytesOf(args[0].type)
  return unary(LONGTEXT, true, (v) => {
    const b = bytes(v)
    return b.length === 4 ? b.join('.') : b.length === 16 ? formatIpv6(b) : null
  })
}

function bindIs(test: (text: string) => boolean): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const text = textOf(args[0].type)
    return unary(BOOLEAN, anyNullable(args), (v) => (test(text(v)) ? 1 : 0))
  }
}

/** Tests the first twelve bytes of a packed IPv6 address. */
function bindPrefix(test: (b: Uint8Array) => boolean): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const bytes = bytesOf(args[0].type)
    return unary(BOOLEAN, anyNullable(args), (v) => {
      const b = bytes(v)
      return b.length === 16 && test(b) ? 1 : 0
    })
  }
}

export const NETWORK: readonly ScalarFunction[] = deterministic([
  scalar('inet_aton', 1, 1, bindAton),
  scalar('inet_ntoa', 1, 1, bindNtoa),
  scalar('inet6_aton', 1, 1, bindAton6),
  scalar('inet6_ntoa', 1, 1, bindNtoa6),
  scalar('is_ipv4', 1, 1, bindIs((s) => parseIpv4(s) !== undefined)),
  scalar('is_ipv6', 1, 1, bindIs((s) => parseIpv6(s) !== undefined)),
  scalar('is_ipv4_compat', 1, 1, bindPrefix((b) => b.subarray(0, 12).every((x) => x === 0) && (b[12] | b[13] | b[14]) !== 0)),
  scalar('is_ipv4_mapped', 1, 1, bindPrefix((b) => b.subarray(0, 10).every((x) => x === 0) && b[10] === 255 && b[11] === 255)),
])
