import type { Statement } from './ast.ts'
import { Kind, type LexerModes } from './lexer.ts'
import { parseStatement } from './statement.ts'
import { TokenStream } from './token-stream.ts'

export type ParserModes = LexerModes

/**
 * Parses one statement (an ending `;` may stand).
 * @throws OxbowError 1064 (42000), MySQL's wording with the place.
 * @example
 * parse('select 1 + 1').kind // 'query'
 */
export function parse(sql: string, modes: ParserModes = {}): Statement {
  return parseOne(sql, modes).statement
}

/** The same, with the statement's text: without comments around it and an ending `;`. @throws as `parse`. */
export function parseOne(sql: string, modes: ParserModes = {}): ParsedStatement {
  const t = new TokenStream(sql, modes)
  try {
    const { start } = t
    const statement = parseStatement(t)
    const text = sql.slice(start, t.lastEnd)
    while (t.acceptOp(';')) {
      // trailing
    }
    if (t.kind !== Kind.End) throw t.error()
    return { statement, sql: text, parameters: t.parameters }
  } finally {
    t.release()
  }
}

/** A statement and its source. */
export interface ParsedStatement {
  readonly statement: Statement
  readonly sql: string
  /** How many `?` stand in it. */
  readonly parameters: number
}

/**
 * Parses statements that `;` separates, each when it is asked for: as in MySQL, a statement runs although one behind it
 * is no SQL.
 */
export function* parseEach(sql: string, modes: ParserModes = {}): Generator<ParsedStatement, void> {
  const t = new TokenStream(sql, modes)
  try {
    for (;;) {
      while (t.acceptOp(';')) {
        // empty statement
      }
      if (t.kind === Kind.End) return
      const { start } = t
      t.parameters = 0
      const statement = parseStatement(t)
      if (t.kind !== Kind.End && !t.isOp(';')) throw t.error()
      yield { statement, sql: sql.slice(start, t.lastEnd), parameters: t.parameters }
    }
  } finally {
    t.release()
  }
}

/** Parses all statements that `;` separates. */
export function parseMany(sql: string, modes: ParserModes = {}): ParsedStatement[] {
  return [...parseEach(sql, modes)]
}
