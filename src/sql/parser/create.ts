import { parseAccount, parseCreateRole, parseCreateUser } from './account.ts'
import { acceptHow } from './alter-table.ts'
import type { Account, CreateDatabase, CreateIndex, CreateSpatialReferenceSystem, CreateView, IndexClause, Statement } from './ast.ts'
import { parseCreateTable, parseIndexBody, tryTableOption } from './create-table.ts'
import { parseQuery } from './query.ts'
import { type CreatePrefix, parseCreateEvent, parseCreateFunction, parseCreateProcedure, parseCreateTrigger, parseSecurity } from './routine.ts'
import { parseTableName } from './table-reference.ts'
import type { TokenStream } from './token-stream.ts'

/** CREATE of everything; undefined (at the word CREATE) for what oxbow doesn't know. */
export function parseCreate(t: TokenStream): Statement | undefined {
  const { start } = t
  const mark = t.mark()
  t.expect('CREATE')
  const orReplace = t.acceptPair('OR', 'REPLACE')
  const temporary = t.accept('TEMPORARY')
  if (t.accept('TABLE')) return parseCreateTable(t, start, temporary)
  if (t.accept('DATABASE') || t.accept('SCHEMA')) return parseCreateDatabase(t, start)
  if (t.acceptAll('SPATIAL', 'REFERENCE', 'SYSTEM')) return parseSpatialReferenceSystem(t, start, orReplace)
  if (t.accept('USER')) return parseCreateUser(t, start)
  if (t.accept('ROLE')) return parseCreateRole(t, start)
  const type = t.isWord('UNIQUE') ? 'unique' : t.isWord('FULLTEXT') ? 'fulltext' : t.isWord('SPATIAL') ? 'spatial' : t.isWord('VECTOR') ? 'vector' : 'index'
  if (type !== 'index') t.next()
  if (t.accept('INDEX') || (type !== 'index' && t.accept('KEY'))) return parseCreateIndex(t, start, type)
  if (type !== 'index') throw t.error()
  if (t.accept('ALGORITHM')) {
    t.expectOp('=')
    if (!t.accept('UNDEFINED') && !t.accept('MERGE')) t.expect('TEMPTABLE')
  }
  const definer = tryDefiner(t)
  if (t.acceptPair('SQL', 'SECURITY')) parseSecurity(t)
  const prefix: CreatePrefix = { start, orReplace, definer }
  if (t.accept('VIEW')) return parseCreateView(t, start, orReplace)
  if (t.accept('TRIGGER')) return parseCreateTrigger(t, prefix)
  if (t.accept('PROCEDURE')) return parseCreateProcedure(t, prefix)
  if (t.accept('FUNCTION')) return parseCreateFunction(t, prefix)
  if (t.accept('EVENT')) return parseCreateEvent(t, prefix)
  t.back(mark)
  return undefined
}

/** `DEFINER = account`. */
export function tryDefiner(t: TokenStream): Account | undefined {
  if (!t.accept('DEFINER')) return undefined
  t.expectOp('=')
  return parseAccount(t)
}

function parseCreateDatabase(t: TokenStream, start: number): CreateDatabase {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  const name = t.name()
  return { kind: 'createDatabase', ifNotExists, name, options: parseDatabaseOptions(t), start, end: t.lastEnd }
}

/** Character set, collation, encryption, READ ONLY. */
export function parseDatabaseOptions(t: TokenStream): Map<string, string> {
  const options = new Map<string, string>()
  for (;;) {
    if (t.acceptPair('READ', 'ONLY')) {
      t.acceptOp('=')
      options.set('READ ONLY', t.accept('DEFAULT') ? 'DEFAULT' : String(t.integer()))
      continue
    }
    const option = tryTableOption(t)
    if (option === undefined) return options
    options.set(option.name, option.value)
  }
}

function parseCreateIndex(t: TokenStream, start: number, type: IndexClause['type']): CreateIndex {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  const name = t.name()
  if (t.accept('USING')) t.next()
  t.expect('ON')
  const table = parseTableName(t)
  const index = { ...parseIndexBody(t, type), name }
  while (acceptHow(t)) {
    // How the index is built makes no difference here.
  }
  return { kind: 'createIndex', ifNotExists, table, index, start, end: t.lastEnd }
}

function parseCreateView(t: TokenStream, start: number, orReplace: boolean): CreateView {
  t.acceptAll('IF', 'NOT', 'EXISTS')
  const view = parseTableName(t)
  const columns = t.isOp('(') ? t.list(() => t.name()) : undefined
  t.expect('AS')
  const from = t.start
  const query = parseQuery(t)
  const selectText = t.text.slice(from, t.lastEnd)
  if (t.accept('WITH')) {
    if (!t.accept('CASCADED')) t.accept('LOCAL')
    t.expect('CHECK')
    t.expect('OPTION')
  }
  return { kind: 'createView', orReplace, view, columns, query, selectText, start, end: t.lastEnd }
}

function parseSpatialReferenceSystem(t: TokenStream, start: number, orReplace: boolean): CreateSpatialReferenceSystem {
  const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
  const srid = t.integer()
  let name: string | undefined
  let definition: string | undefined
  let description: string | undefined
  let organization: CreateSpatialReferenceSystem['organization']
  for (;;) {
    if (t.accept('NAME')) name = t.string()
    else if (t.accept('DEFINITION')) definition = t.string()
    else if (t.accept('DESCRIPTION')) description = t.string()
    else if (t.accept('ORGANIZATION')) {
      const by = t.string()
      t.expect('IDENTIFIED')
      t.expect('BY')
      organization = { name: by, id: t.integer() }
    } else break
  }
  return {
    kind: 'createSpatialReferenceSystem', orReplace, ifNotExists, srid, name, definition, description, organization, start, end: t.lastEnd,
  }
}
