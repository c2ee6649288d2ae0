import type { TypeName } from './ast.ts'
import { Kind } from './lexer.ts'
import type { TokenStream } from './token-stream.ts'

/** Types of two words and other spellings, in one form. */
const SYNONYMS: Readonly<Record<string, string>> = {
  INTEGER: 'INT', INT1: 'TINYINT', INT2: 'SMALLINT', INT3: 'MEDIUMINT', MIDDLEINT: 'MEDIUMINT', INT4: 'INT', INT8: 'BIGINT', DEC: 'DECIMAL',
  NUMERIC: 'DECIMAL', FIXED: 'DECIMAL', FLOAT4: 'FLOAT', FLOAT8: 'DOUBLE', REAL: 'DOUBLE', CHARACTER: 'CHAR', VARCHARACTER: 'VARCHAR',
  NVARCHAR: 'VARCHAR', NCHAR: 'CHAR', BOOL: 'BOOLEAN', GEOMCOLLECTION: 'GEOMETRYCOLLECTION',
}

const TYPES: ReadonlySet<string> = new Set([
  'TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'BIT', 'BOOLEAN', 'SIGNED', 'UNSIGNED', 'CHAR', 'VARCHAR', 'BINARY', 'VARBINARY',
  'TINYTEXT', 'TEXT', 'MEDIUMTEXT', 'LONGTEXT', 'TINYBLOB', 'BLOB', 'MEDIUMBLOB', 'LONGBLOB', 'ENUM', 'SET', 'JSON', 'DATE', 'TIME', 'DATETIME', 'TIMESTAMP', 'YEAR',
  'GEOMETRY', 'POINT', 'LINESTRING', 'POLYGON', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON', 'GEOMETRYCOLLECTION', 'VECTOR',
])

/** A column's or cast's type with its length, members and attributes. */
export function parseTypeName(t: TokenStream): TypeName {
  const { start } = t
  const mark = t.mark()
  if (t.kind !== Kind.Word) throw t.error()
  let name = t.source().toUpperCase()
  t.next()
  let national = name === 'NVARCHAR' || name === 'NCHAR'
  if (name === 'NATIONAL') {
    national = true
    name = t.source().toUpperCase()
    t.next()
  }
  if (name === 'DOUBLE') t.accept('PRECISION')
  if (name === 'LONG') {
    name = t.accept('VARBINARY') ? 'MEDIUMBLOB' : 'MEDIUMTEXT'
    t.accept('VARCHAR')
  }
  name = SYNONYMS[name] ?? name
  if (name === 'CHAR' && (t.accept('VARYING') || (national && t.accept('VARCHAR')))) name = 'VARCHAR'
  let unsigned = false
  let zerofill = false
  if (name === 'SERIAL') {
    name = 'BIGINT'
    unsigned = true
  }
  if (!TYPES.has(name)) {
    t.back(mark)
    throw t.error()
  }
  let numbers: number[] = []
  let members: string[] | undefined
  if (t.isOp('(')) {
    if (name === 'ENUM' || name === 'SET') members = t.list(() => t.string())
    else numbers = t.list(() => t.integer())
  }
  if (name === 'CHAR' && t.accept('BYTE')) name = 'BINARY'
  if (name === 'SIGNED' || name === 'UNSIGNED') {
    if (!t.accept('INTEGER')) t.accept('INT')
  }
  let charset = national ? 'utf8mb3' : undefined
  let collation: string | undefined
  let srid: number | undefined
  for (;;) {
    if (t.accept('UNSIGNED')) unsigned = true
    else if (t.accept('SIGNED')) unsigned = false
    // Of MySQL's types without a sign; Dolt leaves the sign as it is.
    else if (t.accept('ZEROFILL')) zerofill = true
    else if (t.acceptAll('CHARACTER', 'SET') || t.acceptAll('CHAR', 'SET') || t.accept('CHARSET')) charset = t.wordOrString().toLowerCase()
    else if (t.accept('COLLATE')) collation = t.wordOrString().toLowerCase()
    else if (t.isWord('BINARY') && name !== 'BINARY') {
      t.next()
      collation = 'binary of charset'
    } else if (t.accept('ASCII')) charset = 'latin1'
    else if (t.accept('UNICODE')) charset = 'ucs2'
    else if (t.accept('SRID')) srid = t.integer()
    else break
  }
  return { name, numbers, unsigned, zerofill, members, charset, collation, srid, start, end: t.lastEnd }
}
