import type { OxbowError } from '../../error.ts'

/** MySQL's words, and those that Dolt's command line has for the same: scripts look for them. */
const WORDS: Readonly<Record<number, readonly (readonly [RegExp, string])[]>> = {
  1046: [[/^No database selected$/, 'no database selected']],
  1051: [[/^Unknown table '(?:.*\.)?(.+)'$/, 'table not found: $1']],
  1054: [[/^Unknown column '(.+)' in '.+'$/, 'column "$1" could not be found in any table in scope']],
  1062: [
    [/^Duplicate entry '(.*)' for key '.+\.PRIMARY'$/s, 'duplicate primary key given: [$1]'],
    [/^Duplicate entry '(.*)' for key '.+'$/s, 'duplicate unique key given: [$1]'],
  ],
  1136: [[/^Column count doesn't match value count at row \d+$/, 'number of values does not match number of columns provided']],
  1146: [[/^Table '(?:.*\.)?(.+)' doesn't exist$/, 'table not found: $1']],
  1305: [[/^FUNCTION (?:.*\.)?(.+) does not exist$/, "function: '$1' not found"]],
}

const SYNTAX_ERROR = 1064
/** How much of a statement stands above the mark of a syntax error, and how much of that before it. */
const SHOWN = 128
const SHOWN_BEFORE = 64

/** An error in a statement, in the words of `dolt sql`. */
export function doltMessage(e: OxbowError): string {
  for (const [mysql, dolt] of WORDS[e.errno] ?? []) if (mysql.test(e.message)) return e.message.replace(mysql, dolt)
  return e.message
}

/** A syntax error as `dolt sql` shows it; undefined for other errors. */
export interface SyntaxErrorText {
  /** One line. */
  readonly short: string
  /** The statement below it, and a mark where reading it ended. */
  readonly marked: string
}

/**
 * What a syntax error is, and where.
 * Source: Dolt go/cmd/dolt/commands/sql.go, formatQueryError.
 */
export function syntaxErrorText(e: OxbowError, sql: string): SyntaxErrorText | undefined {
  const near = e.errno === SYNTAX_ERROR ? / near '(.*)' at line \d+$/s.exec(e.message) : null
  if (near === null) return undefined
  const at = near[1] === '' ? sql.search(/\S+\s*$/) : sql.lastIndexOf(near[1])
  const [word] = /^(?:\w+|\S)?/.exec(sql.slice(at))!
  const position = at + word.length + 1
  const short = `syntax error at position ${position} near '${word}'`
  const start = sql.lastIndexOf('\n', position - 1) + 1
  const end = sql.indexOf('\n', start)
  let line = sql.slice(start, end < 0 ? undefined : end)
  let column = Math.min(position - start, line.length + 1)
  if (line.length > SHOWN) {
    const cut = Math.max(0, column - SHOWN_BEFORE)
    line = line.slice(cut, cut + SHOWN)
    column -= cut
  }
  return { short, marked: `Error parsing SQL: \n${short}\n${sql.slice(0, start)}${line}\n${' '.repeat(column)}^` }
}
