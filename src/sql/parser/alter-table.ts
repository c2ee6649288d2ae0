import type { AlterAction, AlterTable, Position } from './ast.ts'
import { parseColumn, parseConstraint, parseDefault, parseTableElement, tryTableOption } from './create-table.ts'
import { parseOrderItems } from './expression.ts'
import { Kind } from './lexer.ts'
import { acceptPartitionChange } from './partition.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

/** ALTER TABLE, behind these words. */
export function parseAlterTable(t: TokenStream, start: number): AlterTable {
  t.acceptPair('IF', 'EXISTS')
  const table = parseTableName(t)
  const actions: AlterAction[] = []
  if (t.kind === Kind.End || t.isOp(';')) return { kind: 'alterTable', table, actions, start, end: t.lastEnd }
  do {
    // Options of the table may follow each other without a comma.
    do actions.push(...parseAction(t))
    while (!t.isOp(',') && actions.at(-1)?.kind === 'option' && t.kind === Kind.Word)
  } while (t.acceptOp(','))
  return { kind: 'alterTable', table, actions, start, end: t.lastEnd }
}

function parseAction(t: TokenStream): AlterAction[] {
  const from = t.start
  if (acceptPartitionChange(t)) return [{ kind: 'partitioning', words: t.text.slice(from, t.lastEnd).toUpperCase() }]
  switch (t.word) {
    case 'ADD':
      t.next()
      return parseAdd(t)
    case 'DROP':
      t.next()
      return [parseDrop(t)]
    case 'MODIFY':
    case 'CHANGE': {
      const change = t.word === 'CHANGE'
      t.next()
      t.accept('COLUMN')
      t.acceptPair('IF', 'EXISTS')
      const name = change ? t.name() : undefined
      const column = parseColumn(t)
      return [{ kind: 'modifyColumn', name: name ?? column.name, column, position: parsePosition(t) }]
    }
    case 'RENAME':
      t.next()
      return [parseRename(t)]
    case 'ALTER':
      t.next()
      return [parseAlterPart(t)]
    case 'CONVERT': {
      t.next()
      t.expect('TO')
      if (!t.acceptPair('CHARACTER', 'SET')) t.expect('CHARSET')
      const value = t.wordOrString()
      const actions: AlterAction[] = [{ kind: 'option', name: 'CHARSET', value }]
      if (t.accept('COLLATE')) actions.push({ kind: 'option', name: 'COLLATE', value: t.wordOrString() })
      return actions
    }
    case 'ORDER':
      t.next()
      t.expect('BY')
      return [{ kind: 'orderBy', items: parseOrderItems(t) }]
  }
  if (acceptHow(t)) return []
  if (t.accept('FORCE')) return [{ kind: 'force' }]
  if (t.acceptPair('DISCARD', 'TABLESPACE')) return [{ kind: 'discardTablespace' }]
  if (t.acceptPair('IMPORT', 'TABLESPACE')) return [{ kind: 'importTablespace' }]
  if (t.acceptPair('DISABLE', 'KEYS')) return [{ kind: 'disableKeys' }]
  if (t.acceptPair('ENABLE', 'KEYS')) return [{ kind: 'enableKeys' }]
  const option = tryTableOption(t)
  if (option === undefined) throw t.error()
  return [{ kind: 'option', ...option }]
}

/** How the table is altered, which makes no difference here: ALGORITHM, LOCK, WITH VALIDATION, a secondary engine. */
export function acceptHow(t: TokenStream): boolean {
  if (t.acceptPair('WITH', 'VALIDATION') || t.acceptPair('WITHOUT', 'VALIDATION') || t.accept('SECONDARY_LOAD') || t.accept('SECONDARY_UNLOAD')) return true
  if (!t.isWord('ALGORITHM') && !t.isWord('LOCK')) return false
  t.next()
  t.acceptOp('=')
  if (!t.accept('DEFAULT')) t.name()
  return true
}

function parseAdd(t: TokenStream): AlterAction[] {
  const constraint = parseConstraint(t)
  if (constraint !== undefined) return [{ kind: 'add', element: constraint }]
  t.accept('COLUMN')
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  if (t.acceptOp('(')) {
    const actions: AlterAction[] = t.commaList(() => {
      const element = parseTableElement(t)
      return element.kind === 'column' ? { kind: 'addColumn', ifNotExists, column: element.column } : { kind: 'add', element }
    })
    t.expectOp(')')
    return actions
  }
  const column = parseColumn(t)
  return [{ kind: 'addColumn', ifNotExists, column, position: parsePosition(t) }]
}

function parseDrop(t: TokenStream): AlterAction {
  if (t.acceptPair('PRIMARY', 'KEY')) return { kind: 'dropPrimaryKey' }
  const kind = t.acceptPair('FOREIGN', 'KEY') ? 'dropForeignKey' : t.accept('INDEX') || t.accept('KEY') ? 'dropIndex'
    : t.accept('CONSTRAINT') || t.accept('CHECK') ? 'dropConstraint' : 'dropColumn'
  if (kind === 'dropColumn') t.accept('COLUMN')
  const ifExists = t.acceptPair('IF', 'EXISTS')
  const name = kind === 'dropIndex' && t.accept('PRIMARY') ? 'PRIMARY' : t.name()
  if (kind === 'dropColumn' && !t.accept('CASCADE')) t.accept('RESTRICT')
  return { kind, name, ifExists }
}

/** Behind RENAME. */
function parseRename(t: TokenStream): AlterAction {
  const kind = t.accept('COLUMN') ? 'renameColumn' : t.accept('INDEX') || t.accept('KEY') ? 'renameIndex'
    : t.acceptAll('CONSTRAINT', 'FOREIGN', 'KEY') ? 'renameForeignKey' : t.acceptPair('CONSTRAINT', 'CHECK') ? 'renameCheck'
      : t.accept('CONSTRAINT') ? 'renameConstraint' : undefined
  if (kind === undefined) {
    if (!t.accept('TO') && !t.accept('AS')) t.acceptOp('=')
    return { kind: 'renameTable', to: parseTableName(t) }
  }
  const from = t.name()
  if (!t.accept('AS')) t.expect('TO')
  return { kind, from, to: t.name() }
}

/** Behind ALTER: a column's default, an index's visibility, a check's enforcement. */
function parseAlterPart(t: TokenStream): AlterAction {
  if (t.accept('INDEX')) {
    const name = t.name()
    const visible = t.accept('VISIBLE')
    if (!visible) t.expect('INVISIBLE')
    return { kind: 'alterIndex', name, visible }
  }
  if (t.accept('CHECK') || t.accept('CONSTRAINT')) {
    const name = t.name()
    const enforced = !t.accept('NOT')
    t.expect('ENFORCED')
    return { kind: 'alterConstraint', name, enforced }
  }
  t.accept('COLUMN')
  const name = t.name()
  if (t.acceptPair('DROP', 'DEFAULT')) return { kind: 'setDefault', name }
  t.expect('SET')
  if (t.accept('VISIBLE')) return { kind: 'setVisible', name, visible: true }
  if (t.accept('INVISIBLE')) return { kind: 'setVisible', name, visible: false }
  t.expect('DEFAULT')
  return { kind: 'setDefault', name, default: parseDefault(t) }
}

function parsePosition(t: TokenStream): Position | undefined {
  if (t.accept('FIRST')) return 'first'
  return t.accept('AFTER') ? { after: t.name() } : undefined
}
