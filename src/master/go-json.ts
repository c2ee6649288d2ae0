/**
 * JSON as Go's encoder writes it, which is how Dolt's own files look: `<`, `>`, `&` and the two line separators escaped.
 * @param indent spaces of one level; 0 for one line.
 */
export function goJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** An object with its keys in the byte order of their names, as Go writes maps. */
export function sorted<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
