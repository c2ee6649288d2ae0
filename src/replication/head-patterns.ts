/** Which branches `dolt_replicate_heads` names: a list with commas, not trimmed; `*` stands for any characters. */
export interface HeadPatterns {
  readonly names: readonly string[]
  readonly patterns: readonly string[]
}

export function parseHeads(text: string): HeadPatterns {
  const all = text.split(',')
  return { names: all.filter((name) => !name.includes('*')), patterns: all.filter((name) => name.includes('*')) }
}

/** True when the whole name fits, letters in their case. */
export function fitsPattern(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return name === pattern
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= name.length - last.length
}
