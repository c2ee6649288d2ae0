import type { Value } from '../value.ts'
import { collationKey } from '../types/collation.ts'

/** Bytes of the shortest word that counts. */
const SHORTEST = 3
/** Bytes of the longest word that an index holds. */
export const LONGEST_WORD = 84

/** A word of a document. */
export interface Word {
  readonly text: string
  /** Where Dolt says that it stands: near its first byte. */
  readonly position: number
}

/** A word and how often a document holds it. */
export interface CountedWord {
  /** As it is written first. */
  readonly text: string
  count: number
}

const CHARACTER = /[\p{L}\p{N}_]/u
const encoder = new TextEncoder()

/**
 * The words of a document, as FULLTEXT indexes see them: letters, digits, `_`, and single apostrophes within.
 * Source: go-mysql-server's sql/fulltext/default_parser.go, positions included.
 */
export class Document {
  readonly words: readonly Word[]
  /** Its different words, by what they are in the collation, in the order of their first appearance. */
  readonly different: ReadonlyMap<string, CountedWord>

  /** @param texts the indexed columns' values; NULL is passed over */
  constructor(collation: string, texts: readonly Value[]) {
    this.words = wordsOf(joined(texts))
    const different = new Map<string, CountedWord>()
    for (const { text } of this.words) {
      const key = collationKey(collation, text)
      const known = different.get(key)
      if (known === undefined) different.set(key, { text, count: 1 })
      else known.count++
    }
    this.different = different
  }
}

function joined(texts: readonly Value[]): string {
  let document = ''
  texts.forEach((text, i) => {
    if (typeof text === 'string') document += i > 0 ? ` ${text}` : text
  })
  return document
}

function wordsOf(document: string): Word[] {
  const words: Word[] = []
  let building = ''
  let apostrophe = false
  let position = 0
  let at = 0
  const end = (): void => {
    const left = building.replace(/^'+/, '')
    const text = left.replace(/'+$/, '')
    if (byteLength(text) >= SHORTEST) words.push({ text, position: position + building.length - left.length })
    building = ''
    apostrophe = false
  }
  for (const character of document) {
    if (CHARACTER.test(character)) {
      building += character
      apostrophe = false
    } else if (building === '') position++
    else if (character === "'" && !apostrophe) {
      building += character
      apostrophe = true
    } else {
      end()
      position = at
    }
    at += byteLength(character)
  }
  end()
  return words
}

/** In UTF-8. */
export function byteLength(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return encoder.encode(text).length
  return text.length
}
