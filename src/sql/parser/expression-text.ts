import { OxbowError } from '../../error.ts'
import type { Expression } from './ast.ts'
import { parse } from './parser.ts'

/** Parses an expression out of a schema: `(a + 1)`, `'x'`, `CURRENT_TIMESTAMP`. @throws OxbowError `SCHEMA_CORRUPT`. */
export function parseExpressionText(text: string): Expression {
  // Dolt's word for no bytes, which isn't MySQL's.
  const statement = parse(`select ${text === '0x' ? "x''" : text}`)
  if (statement.kind !== 'query' || statement.query.kind !== 'select' || statement.query.items.length !== 1) {
    throw new OxbowError('SCHEMA_CORRUPT', `a schema holds no expression: ${text}`)
  }
  return statement.query.items[0].expression
}
