/** A statement of a script, without its delimiter. */
export interface ScriptStatement {
  readonly sql: string
  /** Line of the statement's first character, counted from 1. */
  readonly line: number
}

/**
 * Cuts a script into statements as MySQL's client does: they end at the delimiter (`;`, or what the last line
 * `DELIMITER //` says), except in strings, quoted names and comments. Comments before a statement don't belong to it;
 * those within do. An unclosed string or comment takes the rest of the text: the parser will name the error.
 * Source: MySQL manual, "mysql Client Commands".
 */
export function splitScript(text: string): ScriptStatement[] {
  const statements: ScriptStatement[] = []
  let delimiter = ';'
  let start = -1 // of the statement that is open
  let line = 1
  let startLine = 1
  let i = 0
  const pass = (end: number): void => {
    for (; i < end && i < text.length; i++) if (text.charCodeAt(i) === 10) line++
  }
  const finish = (end: number): void => {
    if (start >= 0) statements.push({ sql: text.slice(start, end).trimEnd(), line: startLine })
    start = -1
  }
  while (i < text.length) {
    const c = text[i]
    if (start < 0 && /\s/.test(c)) {
      pass(i + 1)
      continue
    }
    if (text.startsWith(delimiter, i)) {
      finish(i)
      pass(i + delimiter.length)
      continue
    }
    if (start < 0 && (c === 'd' || c === 'D')) {
      const command = /^delimiter[ \t]+(\S+)[^\n]*/i.exec(text.slice(i, i + 200))
      if (command !== null) {
        delimiter = command[1]
        pass(lineEnd(text, i))
        continue
      }
    }
    const comment = commentEnd(text, i)
    if (comment > i) {
      const executed = text.startsWith('/*!', i)
      if (executed && start < 0) {
        start = i
        startLine = line
      }
      pass(comment)
      continue
    }
    if (start < 0) {
      start = i
      startLine = line
    }
    pass(c === "'" || c === '"' || c === '`' ? quoteEnd(text, i, c) : i + 1)
  }
  finish(text.length)
  return statements
}

function lineEnd(text: string, i: number): number {
  const end = text.indexOf('\n', i)
  return end < 0 ? text.length : end
}

/** Where a comment that begins here ends; `i` when none begins. */
function commentEnd(text: string, i: number): number {
  if (text[i] === '#' || (text.startsWith('--', i) && (i + 2 >= text.length || text.charCodeAt(i + 2) <= 32))) return lineEnd(text, i)
  if (!text.startsWith('/*', i)) return i
  const close = text.indexOf('*/', i + 2)
  return close < 0 ? text.length : close + 2
}

function quoteEnd(text: string, i: number, quote: string): number {
  for (let end = i + 1; end < text.length; end++) {
    if (text[end] === '\\' && quote !== '`') end++
    else if (text[end] === quote) return end + 1 // a doubled quote opens the next piece
  }
  return text.length
}
