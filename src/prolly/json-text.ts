/** What JSON text means, structurally the same as src/sql/types/json.ts. */
export type StoredJson = null | boolean | number | bigint | string | readonly StoredJson[] | { readonly [key: string]: StoredJson }

const MIN_INT64 = -(1n << 63n)
const MAX_INT64 = (1n << 63n) - 1n

/**
 * The one text under which a JSON value is stored, so that equal values have equal addresses: no blanks, the keys of
 * an object in the order of their UTF-8 bytes, everything but `"`, `\`, control characters and the two line separators
 * raw; integers beyond 64 bits as the nearest double. Source: Go's encoding/json, which Dolt stores by.
 */
export function storedJsonText(value: StoredJson): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'boolean': return value ? 'true' : 'false'
    case 'number': return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint': return value >= MIN_INT64 && value <= MAX_INT64 ? value.toString() : String(Number(value))
    case 'string': return quoted(value)
  }
  if (isArray(value)) return `[${value.map(storedJsonText).join(',')}]`
  const keys = Object.keys(value).sort(compareUtf8)
  return `{${keys.map((key) => `${quoted(key)}:${storedJsonText(value[key])}`).join(',')}}`
}

function isArray(value: StoredJson): value is readonly StoredJson[] {
  return Array.isArray(value)
}

// JSON.stringify writes the same escapes as Go, but for lone surrogates (Go's strings have none) and these two.
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(/[\u2028\u2029]/g, (c) => (c === '\u2028' ? '\\u2028' : '\\u2029'))
}

/** Orders strings as their UTF-8 bytes are ordered; JavaScript's own order differs behind U+D7FF. */
export function compareUtf8(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return byteRank(x) - byteRank(y)
  }
  return a.length - b.length
}

/** Surrogates stand for code points behind all single units. */
function byteRank(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit
}
