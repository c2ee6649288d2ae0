import { parseDropAccounts } from './account.ts'
import { acceptHow } from './alter-table.ts'
import type { DropRoutine, Statement } from './ast.ts'
import { parseQualifiedName } from './routine.ts'
import { parseDeallocate } from './statement.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

/** DROP of everything; undefined (at the word DROP) for what oxbow doesn't know. */
export function parseDrop(t: TokenStream): Statement | undefined {
  const { start } = t
  const mark = t.mark()
  t.expect('DROP')
  const temporary = t.accept('TEMPORARY')
  if (t.accept('TABLE') || t.accept('TABLES')) {
    const ifExists = t.acceptPair('IF', 'EXISTS')
    const tables = t.commaList(() => parseTableName(t))
    if (!t.accept('CASCADE')) t.accept('RESTRICT')
    return { kind: 'dropTable', temporary, ifExists, tables, start, end: t.lastEnd }
  }
  if (t.accept('VIEW')) {
    const ifExists = t.acceptPair('IF', 'EXISTS')
    const views = t.commaList(() => parseTableName(t))
    if (!t.accept('CASCADE')) t.accept('RESTRICT')
    return { kind: 'dropView', ifExists, views, start, end: t.lastEnd }
  }
  if (t.accept('DATABASE') || t.accept('SCHEMA')) {
    const ifExists = t.acceptPair('IF', 'EXISTS')
    return { kind: 'dropDatabase', ifExists, name: t.name(), start, end: t.lastEnd }
  }
  if (t.accept('INDEX')) {
    const ifExists = t.acceptPair('IF', 'EXISTS')
    const name = t.accept('PRIMARY') ? 'PRIMARY' : t.name()
    t.expect('ON')
    const table = parseTableName(t)
    while (acceptHow(t)) {
      // How the index is dropped makes no difference here.
    }
    return { kind: 'dropIndex', ifExists, table, name, start, end: t.lastEnd }
  }
  if (t.accept('TRIGGER')) return parseRoutine(t, start, 'dropTrigger')
  if (t.accept('PROCEDURE')) return parseRoutine(t, start, 'dropProcedure')
  if (t.accept('FUNCTION')) return parseRoutine(t, start, 'dropFunction')
  if (t.accept('EVENT')) return parseRoutine(t, start, 'dropEvent')
  if (t.accept('USER')) return parseDropAccounts(t, start, 'dropUser')
  if (t.accept('ROLE')) return parseDropAccounts(t, start, 'dropRole')
  if (t.isWord('PREPARE')) return parseDeallocate(t, start)
  if (t.acceptAll('SPATIAL', 'REFERENCE', 'SYSTEM')) {
    const ifExists = t.acceptPair('IF', 'EXISTS')
    return { kind: 'dropSpatialReferenceSystem', ifExists, srid: t.integer(), start, end: t.lastEnd }
  }
  t.back(mark)
  return undefined
}

function parseRoutine(t: TokenStream, start: number, kind: DropRoutine['kind']): DropRoutine {
  const ifExists = t.acceptPair('IF', 'EXISTS')
  return { kind, ifExists, routine: parseQualifiedName(t), start, end: t.lastEnd }
}
