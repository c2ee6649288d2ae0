import type { AlterAction, AlterTable, Position } from './ast.ts'
import { parseColumn, parseConstraint, tryTableOption } from './create-table.ts'
import { parsePrimary } from './primary.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

/** ALTER TABLE, behind these words. */
export function parseAlterTable(t: TokenStream, start: number): AlterTable {
  const table = parseTableName(t)
  const actions: AlterAction[] = []
  do actions.push(...parseAction(t))
  while (t.acceptOp(','))
  return { kind: 'alterTable', table, actions, start, end: t.lastEnd }
}

function parseAction(t: TokenStream): AlterAction[] {
  if (t.accept('ADD')) return parseAdd(t)
  if (t.accept('DROP')) return [parseDrop(t)]
  if (t.accept('MODIFY')) {
    t.accept('COLUMN')
    const column = parseColumn(t)
    return [{ kind: 'modifyColumn', name: column.name, column, position: parsePosition(t) }]
  }
  if (t.accept('CHANGE')) {
    t.accept('COLUMN')
    const name = t.name()
    const column = parseColumn(t)
    return [{ kind: 'modifyColumn', name, column, position: parsePosition(t) }]
  }
  if (t.accept('RENAME')) {
    if (t.accept('COLUMN')) {
      const from = t.name()
      t.expect('TO')
      return [{ kind: 'renameColumn', from, to: t.name() }]
    }
    if (t.accept('INDEX') || t.accept('KEY')) {
      const from = t.name()
      t.expect('TO')
      return [{ kind: 'renameIndex', from, to: t.name() }]
    }
    if (!t.accept('TO')) t.accept('AS')
    return [{ kind: 'renameTable', to: parseTableName(t) }]
  }
  if (t.accept('ALTER')) {
    t.accept('COLUMN')
    const name = t.name()
    if (t.acceptAll('DROP', 'DEFAULT')) return [{ kind: 'setDefault', name }]
    t.expect('SET')
    t.expect('DEFAULT')
    return [{ kind: 'setDefault', name, default: parsePrimary(t) }]
  }
  if (t.acceptAll('DISABLE', 'KEYS')) return [{ kind: 'disableKeys' }]
  if (t.acceptAll('ENABLE', 'KEYS')) return [{ kind: 'enableKeys' }]
  if (t.acceptAll('CONVERT', 'TO')) {
    if (!t.acceptAll('CHARACTER', 'SET')) t.expect('CHARSET')
    const value = t.wordOrString()
    const actions: AlterAction[] = [{ kind: 'option', name: 'CHARSET', value }]
    if (t.accept('COLLATE')) actions.push({ kind: 'option', name: 'COLLATE', value: t.wordOrString() })
    return actions
  }
  const option = tryTableOption(t)
  if (option === undefined) throw t.error()
  return [{ kind: 'option', ...option }]
}

function parseAdd(t: TokenStream): AlterAction[] {
  const constraint = parseConstraint(t)
  if (constraint !== undefined) return [{ kind: 'add', element: constraint }]
  t.accept('COLUMN')
  if (t.acceptOp('(')) {
    const columns = t.commaList(() => parseColumn(t))
    t.expectOp(')')
    return columns.map((column) => ({ kind: 'addColumn', column }))
  }
  const column = parseColumn(t)
  return [{ kind: 'addColumn', column, position: parsePosition(t) }]
}

function parseDrop(t: TokenStream): AlterAction {
  if (t.acceptAll('PRIMARY', 'KEY')) return { kind: 'dropPrimaryKey' }
  if (t.acceptAll('FOREIGN', 'KEY')) return { kind: 'dropForeignKey', name: t.name() }
  if (t.accept('INDEX') || t.accept('KEY')) return { kind: 'dropIndex', name: t.name() }
  if (t.accept('CONSTRAINT') || t.accept('CHECK')) return { kind: 'dropConstraint', name: t.name() }
  t.accept('COLUMN')
  return { kind: 'dropColumn', name: t.name() }
}

function parsePosition(t: TokenStream): Position | undefined {
  if (t.accept('FIRST')) return 'first'
  return t.accept('AFTER') ? { after: t.name() } : undefined
}
