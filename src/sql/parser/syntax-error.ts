import { OxbowError } from '../../error.ts'

const SYNTAX = 'You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use'

/** MySQL's error 1064 at a position of the text; `problem` where the syntax is right but something else is wrong. */
export function syntaxError(text: string, at: number, problem = SYNTAX): OxbowError {
  const line = text.slice(0, at).split('\n').length
  return new OxbowError('PARSE_ERROR', `${problem} near '${text.slice(at, at + 80)}' at line ${line}`, { errno: 1064, sqlState: '42000' })
}
