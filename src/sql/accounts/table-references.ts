import type { TableFunction, TableName, With } from '../parser/ast.ts'

/** What a part of a statement reads. */
export interface TableReferences {
  readonly tables: readonly TableName[]
  readonly functions: readonly TableFunction[]
}

type Found = { readonly tables: TableName[]; readonly functions: TableFunction[] }

/**
 * The tables that a part of a syntax tree reads, however deep, without those that are names of common table expressions there.
 * @param outer the WITH before the part, whose names the part may use; what it reads counts, too.
 */
export function tableReferences(part: unknown, outer?: With): TableReferences {
  const found: Found = { tables: [], functions: [] }
  visit(part, outer === undefined ? NO_NAMES : visitWith(outer, NO_NAMES, found), found)
  return found
}

const NO_NAMES: ReadonlySet<string> = new Set()

function visit(node: unknown, ctes: ReadonlySet<string>, found: Found): void {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return
  if (Array.isArray(node)) {
    for (const item of node) visit(item, ctes, found)
    return
  }
  if (isTable(node) && !(node.database === undefined && ctes.has(node.name.toLowerCase()))) found.tables.push(node)
  if (isFunction(node)) found.functions.push(node)
  const names = 'with' in node && node.with !== undefined ? visitWith(node.with as With, ctes, found) : ctes
  for (const [key, child] of Object.entries(node)) if (key !== 'with') visit(child, names, found)
}

/** A common table expression may use those before it, and itself only where it is recursive: else its own name is a table's. */
function visitWith({ recursive, tables }: With, outer: ReadonlySet<string>, found: Found): ReadonlySet<string> {
  const names = new Set(outer)
  for (const { name, query } of tables) {
    if (recursive) names.add(name.toLowerCase())
    visit(query, names, found)
    names.add(name.toLowerCase())
  }
  return names
}

function isTable(node: object): node is TableName {
  return 'kind' in node && node.kind === 'table' && 'name' in node
}

function isFunction(node: object): node is TableFunction {
  return 'kind' in node && node.kind === 'tableFunction'
}
