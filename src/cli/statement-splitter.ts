/** A statement of a script. */
export interface ScriptStatement {
  /** Without its delimiter and without blanks around it. */
  readonly text: string
  /** The line that it begins on, from 1. */
  readonly line: number
}

/**
 * Cuts a script into statements as it arrives. Knows strings, quoted names, comments, and the client's own command
 * `DELIMITER`, which no parser sees.
 *
 * @example
 * const splitter = new StatementSplitter()
 * for await (const text of file) for (const { text: sql } of splitter.push(text)) await query(sql)
 * for (const { text: sql } of splitter.end()) await query(sql)
 */
export class StatementSplitter {
  #rest = ''
  /** How far `#rest` was looked through without finding an end. */
  #at = 0
  #line = 1
  #delimiter = ';'

  /** The statements that are complete with this piece of the script. */
  push(piece: string): ScriptStatement[] {
    this.#rest += piece
    return this.#take(false)
  }

  /** What is left at the script's end, which needs no delimiter. */
  end(): ScriptStatement[] {
    return this.#take(true)
  }

  /** True while a statement is begun and not ended. */
  get pending(): boolean {
    return this.#rest.trim() !== ''
  }

  #take(final: boolean): ScriptStatement[] {
    const found: ScriptStatement[] = []
    for (;;) {
      if (this.#at === 0 && !this.#skipBlanks()) return found
      if (this.#at === 0) {
        const command = this.#delimiterCommand(final)
        if (command === 'wait') return found
        if (command === 'done') continue
      }
      const end = this.#findEnd()
      if (end === undefined) {
        if (!final) return found
        this.#statement(this.#rest.length, 0, found)
        return found
      }
      this.#statement(end, this.#delimiter.length, found)
    }
  }

  #statement(length: number, delimiter: number, into: ScriptStatement[]): void {
    const text = this.#rest.slice(0, length).trim()
    if (text !== '') into.push({ text, line: this.#line })
    this.#drop(length + delimiter)
  }

  #drop(length: number): void {
    for (let i = this.#rest.indexOf('\n'); i >= 0 && i < length; i = this.#rest.indexOf('\n', i + 1)) this.#line++
    this.#rest = this.#rest.slice(length)
    this.#at = 0
  }

  /** @returns false when nothing else is there yet. */
  #skipBlanks(): boolean {
    const blanks = /^\s*/.exec(this.#rest)![0].length
    this.#drop(blanks)
    return this.#rest !== ''
  }

  #delimiterCommand(final: boolean): 'none' | 'wait' | 'done' {
    if (!/^delimiter\b/i.test(this.#rest)) return !final && 'delimiter'.startsWith(this.#rest.toLowerCase()) ? 'wait' : 'none'
    const end = this.#rest.indexOf('\n')
    if (end < 0 && !final) return 'wait'
    const line = end < 0 ? this.#rest : this.#rest.slice(0, end)
    const delimiter = line.slice('delimiter'.length).trim()
    if (delimiter !== '') this.#delimiter = delimiter
    this.#drop(line.length)
    return 'done'
  }

  /** Where the delimiter stands; undefined when it isn't there yet. What need not be looked through again is kept in mind. */
  #findEnd(): number | undefined {
    const text = this.#rest
    // The last characters may be the beginning of something longer.
    const settled = text.length - Math.max(this.#delimiter.length, 3)
    let i = this.#at
    while (i < text.length) {
      if (text.startsWith(this.#delimiter, i)) return i
      if (i <= settled) this.#at = i
      const after = endOfToken(text, i)
      if (after === undefined) return undefined
      i = after
    }
    return undefined
  }
}

/** Where a string, quoted name, comment or other character ends that begins at `from`; undefined when it doesn't end. */
function endOfToken(text: string, from: number): number | undefined {
  const c = text[from]
  if (c === '\'' || c === '"' || c === '`') return endOfQuoted(text, from, c)
  if (c === '#' || (c === '-' && /^--(?:\s|$)/.test(text.slice(from, from + 3)))) return endOf(text.indexOf('\n', from), 1)
  if (c === '/' && text[from + 1] === '*') return endOf(text.indexOf('*/', from + 2), 2)
  return from + 1
}

function endOf(at: number, length: number): number | undefined {
  return at < 0 ? undefined : at + length
}

function endOfQuoted(text: string, from: number, quote: string): number | undefined {
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote !== '`') i++
    // A doubled quote ends one string and begins the next, which comes to the same.
    else if (text[i] === quote) return i + 1
  }
  return undefined
}
