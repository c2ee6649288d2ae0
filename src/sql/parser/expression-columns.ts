import type { Expression } from './ast.ts'
import { parseExpressionText } from './expression-text.ts'
import { formatExpression } from './format.ts'

/** The columns that an expression reads, by name in lower case. */
export function columnsIn(node: unknown, into: Set<string> = new Set()): Set<string> {
  if (Array.isArray(node)) for (const item of node) columnsIn(item, into)
  else if (isNode(node)) {
    if (node.kind === 'column' && 'name' in node) into.add(String(node.name).toLowerCase())
    for (const value of Object.values(node)) columnsIn(value, into)
  }
  return into
}

/** True for an expression that reads a user's or a system variable. */
export function readsVariables(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(readsVariables)
  if (!isNode(node)) return false
  return node.kind === 'userVariable' || node.kind === 'systemVariable' || Object.values(node).some(readsVariables)
}

/** The columns that the text of an expression reads, by name in lower case. */
export function columnsInText(text: string): Set<string> {
  return columnsIn(parseExpressionText(text))
}

/** An expression's text with another name for a column; the text as it was where it doesn't read that column. */
export function renameColumnInText(text: string, from: string, to: string): string {
  const expression = parseExpressionText(text)
  if (!columnsIn(expression).has(from.toLowerCase())) return text
  return `(${formatExpression(renamed(expression, from.toLowerCase(), to) as Expression)})`
}

function renamed(node: unknown, from: string, to: string): unknown {
  if (Array.isArray(node)) return node.map((item) => renamed(item, from, to))
  if (!isNode(node)) return node
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, renamed(value, from, to)]))
  return node.kind === 'column' && String(node.name).toLowerCase() === from ? { ...copy, name: to } : copy
}

function isNode(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !(node instanceof Uint8Array)
}
