/*
 * As much XML as S3's answers need: elements without attributes that are found by name, and text.
 */

/** Longest document that is looked into; a page of a listing is far smaller. */
const MAX_BYTES = 4 * 1024 * 1024

/** The content of each element of that name, entities left as they are. */
export function xmlTexts(document: string | Uint8Array, name: string): string[] {
  const text = typeof document === 'string' ? document : document.length > MAX_BYTES ? '' : new TextDecoder().decode(document)
  const found: string[] = []
  const [opening, closing] = [`<${name}>`, `</${name}>`]
  for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at)) {
    const end = text.indexOf(closing, at)
    if (end < 0) break
    found.push(text.slice(at + opening.length, end))
    at = end
  }
  return found
}

/** The text of the first element of that name; undefined when there is none. */
export function xmlText(document: string | Uint8Array, name: string): string | undefined {
  const raw = xmlTexts(document, name).at(0)
  return raw === undefined ? undefined : unescapeXml(raw)
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** Text as it may stand in an element. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
