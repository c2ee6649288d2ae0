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
  const words = parseViewWords(t)
  const { definer } = words
  const prefix: CreatePrefix = { start, orReplace, definer }
  if (t.accept('VIEW')) {
    const ifNotExists = t.acceptAll('IF', 'NOT', 'EXISTS')
    return { kind: 'createView', orReplace, ifNotExists, ...words, ...parseView(t), start, end: t.lastEnd }
  }
  if (t.accept('TRIGGER')) return parseCreateTrigger(t, prefix)
  if (t.accept('PROCEDURE')) return parseCreateProcedure(t, prefix)
  if (t.accept('FUNCTION')) return parseCreateFunction(t, prefix)
  if (t.accept('EVENT')) return parseCreateEvent(t, prefix)
  t.back(mark)
  return undefined
}

/** What stands between CREATE or ALTER and VIEW; the definer may stand before other kinds of things too. */
export function parseViewWords(t: TokenStream): Pick<CreateView, 'algorithm' | 'definer' | 'security'> {
  let algorithm: CreateView['algorithm']
  if (t.accept('ALGORITHM')) {
    t.expectOp('=')
    algorithm = t.accept('UNDEFINED') ? 'undefined' : t.accept('MERGE') ? 'merge' : 'temptable'
    if (algorithm === 'temptable') t.expect('TEMPTABLE')
  }
  const definer = tryDefiner(t)
  return { algorithm, definer, security: t.acceptPair('SQL', 'SECURITY') ? parseSecurity(t) : undefined }
}

/** `DEFINER = account`. */
function tryDefiner(t: TokenStream): Account | undefined {
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

/** Behind VIEW. */
export function parseView(t: TokenStream): Pick<CreateView, 'view' | 'columns' | 'query' | 'selectText' | 'checkOption'> {
  const view = parseTableName(t)
  const columns = t.isOp('(') ? t.list(() => t.name()) : undefined
  t.expect('AS')
  const from = t.start
  const query = parseQuery(t)
  const selectText = t.text.slice(from, t.lastEnd)
  let checkOption: CreateView['checkOption']
  if (t.accept('WITH')) {
    checkOption = t.accept('LOCAL') ? 'local' : 'cascaded'
    if (checkOption === 'cascaded') t.accept('CASCADED')
    t.expect('CHECK')
    t.expect('OPTION')
  }
  return { view, columns, query, selectText, checkOption }
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
