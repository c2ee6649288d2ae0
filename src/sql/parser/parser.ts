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
  const t = new TokenStream(sql, modes)
  try {
    const statement = parseStatement(t)
    while (t.acceptOp(';')) {
      // trailing
    }
    if (t.kind !== Kind.End) throw t.error()
    return statement
  } finally {
    t.release()
  }
}

/** A statement and its source. */
export interface ParsedStatement {
  readonly statement: Statement
  readonly sql: string
}

/** Parses statements that `;` separates. */
export function parseMany(sql: string, modes: ParserModes = {}): ParsedStatement[] {
  const t = new TokenStream(sql, modes)
  try {
    const statements: ParsedStatement[] = []
    for (;;) {
      while (t.acceptOp(';')) {
        // empty statement
      }
      if (t.kind === Kind.End) return statements
      const { start } = t
      t.parameters = 0
      const statement = parseStatement(t)
      statements.push({ statement, sql: sql.slice(start, t.lastEnd) })
      if (t.kind !== Kind.End && !t.isOp(';')) throw t.error()
    }
  } finally {
    t.release()
  }
}
