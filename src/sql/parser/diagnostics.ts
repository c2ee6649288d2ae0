import type { GetDiagnostics, Resignal, Signal, SignalItems } from './ast.ts'
import { parseConditionValue, parseVariableName } from './compound.ts'
import { parseExpression } from './expression.ts'
import { Kind } from './lexer.ts'
import type { TokenStream } from './token-stream.ts'

/** `SIGNAL condition SET …`, `RESIGNAL …`. */
export function parseSignal(t: TokenStream): Signal | Resignal {
  const { start } = t
  const again = t.isWord('RESIGNAL')
  t.next()
  if (again) {
    const bare = t.kind === Kind.End || t.isOp(';') || t.isWord('SET')
    const condition = bare ? undefined : parseConditionValue(t)
    return { kind: 'resignal', condition, items: parseItems(t), start, end: t.lastEnd }
  }
  const condition = parseConditionValue(t)
  if (condition.kind !== 'sqlState' && condition.kind !== 'name') throw t.error()
  return { kind: 'signal', condition, items: parseItems(t), start, end: t.lastEnd }
}

function parseItems(t: TokenStream): SignalItems {
  if (!t.accept('SET')) return []
  return t.commaList(() => {
    const name = t.name().toLowerCase()
    t.expectOp('=')
    return { name, value: parseExpression(t) }
  })
}

/** `GET [CURRENT | STACKED] DIAGNOSTICS [CONDITION n] target = item, …`. */
export function parseGetDiagnostics(t: TokenStream): GetDiagnostics {
  const { start } = t
  t.expect('GET')
  const area = t.accept('STACKED') ? 'stacked' : 'current'
  if (area === 'current') t.accept('CURRENT')
  t.expect('DIAGNOSTICS')
  const condition = t.accept('CONDITION') ? parseExpression(t) : undefined
  const items = t.commaList(() => {
    const target = parseVariableName(t)
    t.expectOp('=')
    return { target, item: t.name().toLowerCase() }
  })
  return { kind: 'getDiagnostics', area, condition, items, start, end: t.lastEnd }
}
