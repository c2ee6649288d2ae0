import type { Expression, TypeName } from './ast.ts'
import { parseExpression } from './expression.ts'
import type { TokenStream } from './token-stream.ts'
import { parseTypeName } from './type-name.ts'

/** CAST(x AS type). */
export function parseCast(t: TokenStream): Expression {
  const { start } = t
  t.next()
  t.expectOp('(')
  const operand = parseExpression(t)
  t.expect('AS')
  const type = parseTypeName(t)
  t.accept('ARRAY')
  t.expectOp(')')
  return { kind: 'cast', operand, type, start, end: t.lastEnd }
}

/** CONVERT(x, type) and CONVERT(x USING charset). */
export function parseConvert(t: TokenStream): Expression {
  const { start } = t
  t.next()
  t.expectOp('(')
  const operand = parseExpression(t)
  if (t.accept('USING')) {
    const using = t.wordOrString().toLowerCase()
    t.expectOp(')')
    const type: TypeName = { name: 'CHAR', numbers: [], unsigned: false, zerofill: false, start, end: t.lastEnd }
    return { kind: 'cast', operand, type, using, start, end: t.lastEnd }
  }
  t.expectOp(',')
  const type = parseTypeName(t)
  t.expectOp(')')
  return { kind: 'cast', operand, type, start, end: t.lastEnd }
}
