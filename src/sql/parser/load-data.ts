import type { FileFormat, LoadData } from './ast.ts'
import { parseUpdateItems } from './dml.ts'
import { parseVariableName } from './compound.ts'
import { Kind } from './lexer.ts'
import { parsePrimary } from './primary.ts'
import { parseTableName, tryPartitions } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

/** `LOAD DATA … INFILE`. */
export function parseLoadData(t: TokenStream): LoadData {
  const { start } = t
  t.expect('LOAD')
  t.expect('DATA')
  if (!t.accept('LOW_PRIORITY')) t.accept('CONCURRENT')
  const local = t.accept('LOCAL')
  t.expect('INFILE')
  const file = t.string()
  const duplicates = t.accept('REPLACE') ? 'replace' : t.accept('IGNORE') ? 'ignore' : undefined
  t.expect('INTO')
  t.expect('TABLE')
  const table = parseTableName(t)
  const partitions = tryPartitions(t)
  const format = parseFileFormat(t)
  let ignoreLines = 0
  if (t.accept('IGNORE')) {
    ignoreLines = t.integer()
    if (!t.accept('LINES')) t.expect('ROWS')
  }
  let columns: string[] = []
  if (t.acceptOp('(') && !t.acceptOp(')')) {
    columns = t.commaList(() => parseVariableName(t))
    t.expectOp(')')
  }
  const set = t.accept('SET') ? parseUpdateItems(t) : []
  return { kind: 'loadData', local, file, duplicates, table: partitions === undefined ? table : { ...table, partitions }, format, ignoreLines, columns, set, start, end: t.lastEnd }
}

/** A string, also by its bytes: `x'0a'`. */
function parseTextString(t: TokenStream): string {
  if (t.kind !== Kind.Hex && t.kind !== Kind.Bit) return t.string()
  const bytes = parsePrimary(t)
  return bytes.kind === 'literal' && bytes.type === 'bytes' ? String.fromCharCode(...bytes.value) : ''
}

/** CHARACTER SET, FIELDS and LINES, each in the order of the manual. */
export function parseFileFormat(t: TokenStream): FileFormat {
  const format: { -readonly [K in keyof FileFormat]: FileFormat[K] } = { optionallyEnclosed: false }
  if (t.acceptPair('CHARACTER', 'SET') || t.accept('CHARSET')) format.charset = t.wordOrString().toLowerCase()
  if (t.accept('FIELDS') || t.accept('COLUMNS')) {
    for (;;) {
      if (t.acceptPair('TERMINATED', 'BY')) format.fieldsTerminatedBy = parseTextString(t)
      else if (t.acceptPair('ESCAPED', 'BY')) format.escapedBy = parseTextString(t)
      else if (t.isWord('OPTIONALLY') || t.isWord('ENCLOSED')) {
        format.optionallyEnclosed = t.accept('OPTIONALLY')
        t.expect('ENCLOSED')
        t.expect('BY')
        format.enclosedBy = parseTextString(t)
      } else break
    }
  }
  if (t.accept('LINES')) {
    for (;;) {
      if (t.acceptPair('STARTING', 'BY')) format.linesStartingBy = parseTextString(t)
      else if (t.acceptPair('TERMINATED', 'BY')) format.linesTerminatedBy = parseTextString(t)
      else break
    }
  }
  return format
}
