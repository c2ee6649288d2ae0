import type { ParserModes } from './parser/parser.ts'
import type { Session } from './session-state.ts'

/** The parser's modes from an SQL mode. */
export function modesOf({ sqlMode: mode }: Pick<Session, 'sqlMode'>): ParserModes {
  return {
    ansiQuotes: mode.includes('ANSI'), pipesAsConcat: mode.includes('PIPES_AS_CONCAT') || /\bANSI\b/.test(mode),
    noBackslashEscapes: mode.includes('NO_BACKSLASH_ESCAPES'), highNotPrecedence: mode.includes('HIGH_NOT_PRECEDENCE'),
  }
}
