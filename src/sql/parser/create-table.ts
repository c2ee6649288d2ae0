import type {
  CheckClause, ColumnDefinition, CreateTable, Expression, IndexClause, IndexColumn, ReferenceOption, ReferencesClause, TableElement,
} from './ast.ts'
import { parseExpression } from './expression.ts'
import { parsePartitioning } from './partition.ts'
import { Kind } from './lexer.ts'
import { parsePrimary } from './primary.ts'
import { parseQuery, startsQuery } from './query.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'
import { parseTypeName } from './type-name.ts'

/** CREATE TABLE, behind `CREATE [TEMPORARY] TABLE`. */
export function parseCreateTable(t: TokenStream, start: number, temporary: boolean): CreateTable {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  const table = parseTableName(t)
  if (t.accept('LIKE')) {
    return { kind: 'createTable', temporary, ifNotExists, table, elements: [], options: new Map(), like: parseTableName(t), start, end: t.lastEnd }
  }
  let elements: TableElement[] = []
  if (t.isOp('(') && !startsQuery(t)) {
    if (t.peek() === 'LIKE') {
      t.next()
      t.next()
      const like = parseTableName(t)
      t.expectOp(')')
      return { kind: 'createTable', temporary, ifNotExists, table, elements, options: new Map(), like, start, end: t.lastEnd }
    }
    elements = t.list(() => parseTableElement(t))
  }
  const options = parseTableOptions(t)
  const partitioning = t.isWord('PARTITION') ? parsePartitioning(t) : undefined
  const duplicates = t.accept('IGNORE') ? 'ignore' : t.accept('REPLACE') ? 'replace' : undefined
  const as = t.accept('AS')
  const query = as || duplicates !== undefined || (t.kind !== Kind.End && !t.isOp(';')) ? parseQuery(t) : undefined
  return { kind: 'createTable', temporary, ifNotExists, table, elements, options, partitioning, duplicates, query, start, end: t.lastEnd }
}

/** A column, index or constraint. */
export function parseTableElement(t: TokenStream): TableElement {
  return parseConstraint(t) ?? { kind: 'column', column: parseColumn(t) }
}

/** Everything that isn't a column; undefined when a column stands here. */
export function parseConstraint(t: TokenStream): Exclude<TableElement, { kind: 'column' }> | undefined {
  let name: string | undefined
  if (t.accept('CONSTRAINT')) name = t.isWord('PRIMARY') || t.isWord('UNIQUE') || t.isWord('FOREIGN') || t.isWord('CHECK') ? undefined : t.name()
  if (t.acceptPair('PRIMARY', 'KEY')) {
    t.tryName() // a primary key's name is PRIMARY, whatever it is called here
    const columns = parseIndexBody(t, 'index').columns
    return { kind: 'primaryKey', columns }
  }
  if (t.acceptAll('FOREIGN', 'KEY')) {
    const own = t.isOp('(') ? undefined : t.name()
    const columns = t.list(() => t.name())
    return { kind: 'foreignKey', name: name ?? own, columns, references: parseReferences(t) }
  }
  if (t.isWord('CHECK')) {
    t.next()
    return { kind: 'check', check: parseCheck(t, name) }
  }
  const type = t.isWord('UNIQUE') ? 'unique' : t.isWord('FULLTEXT') ? 'fulltext' : t.isWord('SPATIAL') ? 'spatial'
    : t.isWord('VECTOR') && (t.peek() === 'INDEX' || t.peek() === 'KEY') ? 'vector' : t.isWord('INDEX') || t.isWord('KEY') ? 'index' : undefined
  if (type === undefined) {
    if (name !== undefined) throw t.error()
    return undefined
  }
  t.next()
  if (type !== 'index' && !t.accept('INDEX')) t.accept('KEY')
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS') || undefined
  const own = t.isOp('(') || t.isWord('USING') ? undefined : t.name()
  return { kind: 'index', index: { ...parseIndexBody(t, type), name: own ?? name, ifNotExists } }
}

function parseCheck(t: TokenStream, name: string | undefined): CheckClause {
  t.expectOp('(')
  const expression = parseExpression(t)
  t.expectOp(')')
  let enforced = true
  if (t.acceptAll('NOT', 'ENFORCED')) enforced = false
  else t.accept('ENFORCED')
  return { name, expression, enforced }
}

/** `[USING BTREE] (columns) [options]`. */
export function parseIndexBody(t: TokenStream, type: IndexClause['type']): IndexClause {
  if (t.accept('USING')) t.next()
  const columns = t.list((): IndexColumn => {
    if (t.isOp('(')) {
      const expression = parsePrimary(t)
      const descending = t.accept('DESC')
      if (!descending) t.accept('ASC')
      return { expression, descending }
    }
    const name = t.name()
    let length: number | undefined
    if (t.acceptOp('(')) {
      length = t.integer()
      t.expectOp(')')
    }
    const descending = t.accept('DESC')
    if (!descending) t.accept('ASC')
    return { name, length, descending }
  })
  let comment: string | undefined
  let parser: string | undefined
  let invisible: true | undefined
  for (;;) {
    if (t.accept('COMMENT')) comment = t.string()
    else if (t.accept('USING')) t.next()
    else if (t.accept('KEY_BLOCK_SIZE')) {
      t.acceptOp('=')
      t.integer()
    } else if (t.acceptPair('WITH', 'PARSER')) parser = t.name()
    else if (t.accept('INVISIBLE')) invisible = true
    else if (t.accept('VISIBLE')) invisible = undefined
    else if (!acceptEngineAttribute(t)) return { type, columns, comment, parser, invisible }
  }
}

export function parseReferences(t: TokenStream): ReferencesClause {
  t.expect('REFERENCES')
  const table = parseTableName(t)
  const columns = t.isOp('(') ? t.list(() => t.name()) : []
  let onDelete: ReferenceOption | undefined
  let onUpdate: ReferenceOption | undefined
  if (t.accept('MATCH')) t.next()
  while (t.accept('ON')) {
    if (t.accept('DELETE')) onDelete = parseReferenceOption(t)
    else {
      t.expect('UPDATE')
      onUpdate = parseReferenceOption(t)
    }
  }
  return { table, columns, onDelete, onUpdate }
}

function parseReferenceOption(t: TokenStream): ReferenceOption {
  if (t.accept('CASCADE')) return 'cascade'
  if (t.accept('RESTRICT')) return 'restrict'
  if (t.acceptAll('NO', 'ACTION')) return 'no action'
  t.expect('SET')
  if (t.accept('NULL')) return 'set null'
  t.expect('DEFAULT')
  return 'set default'
}

/** `name type attributes`. */
export function parseColumn(t: TokenStream): ColumnDefinition {
  const { start } = t
  const name = t.name()
  const serial = t.isWord('SERIAL')
  const type = parseTypeName(t)
  const column: { -readonly [K in keyof ColumnDefinition]: ColumnDefinition[K] } & { checks: CheckClause[] } = {
    name, type, autoIncrement: serial, primaryKey: false, unique: serial, checks: [], nullable: serial ? false : undefined, start, end: t.lastEnd,
  }
  for (;;) {
    if (t.acceptAll('NOT', 'NULL')) column.nullable = false
    else if (t.accept('NULL')) column.nullable = true
    else if (t.accept('DEFAULT')) {
      if (t.isOp('(')) column.defaultInParentheses = true
      column.default = parseDefault(t)
    }
    else if (t.acceptAll('ON', 'UPDATE')) column.onUpdate = parsePrimary(t)
    else if (t.accept('AUTO_INCREMENT')) column.autoIncrement = true
    else if (t.acceptAll('PRIMARY', 'KEY') || t.accept('KEY')) column.primaryKey = true
    else if (t.accept('UNIQUE')) {
      t.accept('KEY')
      column.unique = true
    } else if (t.accept('COMMENT')) column.comment = t.string()
    else if (t.accept('COLLATE')) column.type = { ...column.type, collation: t.wordOrString().toLowerCase() }
    else if (t.acceptPair('CHARACTER', 'SET') || t.acceptPair('CHAR', 'SET') || t.accept('CHARSET')) column.type = { ...column.type, charset: t.wordOrString().toLowerCase() }
    else if (t.accept('SRID')) column.type = { ...column.type, srid: t.integer() }
    else if (t.isWord('GENERATED') || t.isWord('AS')) {
      t.acceptAll('GENERATED', 'ALWAYS')
      t.expect('AS')
      t.expectOp('(')
      const expression = parseExpression(t)
      t.expectOp(')')
      const stored = t.accept('STORED')
      if (!stored) t.accept('VIRTUAL')
      column.generated = { expression, stored }
    } else if (t.isWord('CONSTRAINT') || t.isWord('CHECK')) {
      const checkName = t.accept('CONSTRAINT') && !t.isWord('CHECK') ? t.name() : undefined
      t.expect('CHECK')
      column.checks.push(parseCheck(t, checkName))
    } else if (t.isWord('REFERENCES')) column.references = parseReferences(t)
    else if (t.accept('COLUMN_FORMAT') || t.accept('STORAGE')) t.next()
    else if (t.accept('INVISIBLE')) column.invisible = true
    else if (t.accept('VISIBLE')) column.invisible = undefined
    else if (t.acceptAll('SERIAL', 'DEFAULT', 'VALUE')) {
      column.autoIncrement = true
      column.unique = true
      column.nullable = false
    } else if (!acceptEngineAttribute(t)) break
  }
  return { ...column, end: t.lastEnd }
}

/** What storage engines may be told, which tells oxbow nothing. */
function acceptEngineAttribute(t: TokenStream): boolean {
  if (!t.accept('ENGINE_ATTRIBUTE') && !t.accept('SECONDARY_ENGINE_ATTRIBUTE')) return false
  t.acceptOp('=')
  t.string()
  return true
}

/** A literal, a function such as CURRENT_TIMESTAMP, or an expression in parentheses. */
export function parseDefault(t: TokenStream): Expression {
  if (t.isOp('-') || t.isOp('+')) return parseSigned(t)
  const mark = t.mark()
  const bare = !t.isOp('(')
  const value = parsePrimary(t)
  if (bare && value.kind !== 'literal' && value.kind !== 'call' && value.kind !== 'cast') {
    t.back(mark)
    throw t.error()
  }
  return value
}

function parseSigned(t: TokenStream): Expression {
  const { start } = t
  const operator = t.word as '-'
  t.next()
  const operand = parsePrimary(t)
  return { kind: 'unary', operator, operand, start, end: operand.end }
}

/** Table options, `NAME [=] value`, in any order, with or without commas. */
export function parseTableOptions(t: TokenStream): Map<string, string> {
  const options = new Map<string, string>()
  for (;;) {
    t.acceptOp(',')
    const option = tryTableOption(t)
    if (option === undefined) return options
    options.set(option.name, option.value)
  }
}

const OPTIONS: ReadonlySet<string> = new Set([
  'ENGINE', 'AUTO_INCREMENT', 'COMMENT', 'CHARSET', 'COLLATE', 'ROW_FORMAT', 'AVG_ROW_LENGTH', 'CHECKSUM', 'COMPRESSION', 'CONNECTION',
  'DELAY_KEY_WRITE', 'ENCRYPTION', 'INSERT_METHOD', 'KEY_BLOCK_SIZE', 'MAX_ROWS', 'MIN_ROWS', 'PACK_KEYS', 'PASSWORD', 'STATS_AUTO_RECALC',
  'STATS_PERSISTENT', 'STATS_SAMPLE_PAGES', 'STORAGE', 'TABLESPACE', 'ENGINE_ATTRIBUTE', 'SECONDARY_ENGINE_ATTRIBUTE', 'AUTOEXTEND_SIZE', 'TABLE_CHECKSUM', 'SECONDARY_ENGINE', 'TARGET_ROW_SIZE',
])

/** One option of a table or database; a name that MySQL doesn't know is one too where `=` follows, as in Dolt. */
export function tryTableOption(t: TokenStream): { name: string; value: string } | undefined {
  const mark = t.mark()
  t.accept('DEFAULT')
  let name: string
  if (t.acceptPair('CHARACTER', 'SET') || t.acceptPair('CHAR', 'SET')) name = 'CHARSET'
  else if (t.isWord('UNION') && (t.peek() === '(' || t.peek() === '=')) {
    t.next()
    t.acceptOp('=')
    const from = t.start
    t.list(() => parseTableName(t))
    return { name: 'UNION', value: t.text.slice(from, t.lastEnd) }
  } else if (OPTIONS.has(t.word) || (t.kind === Kind.Word && t.peek() === '=')) {
    name = t.source().toUpperCase()
    t.next()
  } else if ((t.isWord('DATA') || t.isWord('INDEX')) && t.peek() === 'DIRECTORY') {
    name = `${t.word} DIRECTORY`
    t.next()
    t.next()
  } else if (t.acceptPair('START', 'TRANSACTION')) return { name: 'START TRANSACTION', value: '' }
  else {
    t.back(mark)
    return undefined
  }
  t.acceptOp('=')
  if (t.kind === Kind.Integer || t.kind === Kind.Decimal || t.kind === Kind.Float) {
    const value = t.source()
    t.next()
    return { name, value }
  }
  if (t.kind === Kind.Hex) {
    const digits = t.source().replace(/^0x|^x'|'$/gi, '')
    t.next()
    return { name, value: String(BigInt(`0x0${digits}`)) }
  }
  return { name, value: t.wordOrString() }
}
