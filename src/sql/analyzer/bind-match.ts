import { OxbowError } from '../../error.ts'
import { decodeField, encodeField } from '../../prolly/encoding.ts'
import { lookup } from '../../prolly/seek.ts'
import { buildTuple, fieldEnd, fieldStart } from '../../prolly/tuple.ts'
import type { Fetching } from '../../store/missing.ts'
import type { StoredTable } from '../catalog.ts'
import { type SearchedWord, relevance } from '../fulltext/relevance.ts'
import { Document, LONGEST_WORD, byteLength } from '../fulltext/words.ts'
import type { MatchAgainst } from '../parser/ast.ts'
import type { Expr } from '../plan/expression.ts'
import { DEFAULT_COLLATION, FLOAT } from '../types/types.ts'
import type { Value } from '../value.ts'
import { type ExpressionContext, bindAll, bindExpression } from './bind-expression.ts'

/**
 * MATCH … AGAINST: what the table's index says of all rows is read now, what a row's own texts say when it is looked at.
 * @throws OxbowError 1191 where no FULLTEXT index is over just these columns, 1210 for words that aren't constant, 1235.
 */
export function* bindMatch(e: MatchAgainst, cx: ExpressionContext): Fetching<Expr> {
  const { binder } = cx
  if (e.mode !== 'natural') {
    const mode = e.mode === 'boolean' ? 'IN BOOLEAN MODE' : 'WITH QUERY EXPANSION'
    throw new OxbowError('NOT_SUPPORTED', `'${mode}' has not yet been implemented`, { errno: 1235, sqlState: '42000' })
  }
  const columns = yield* bindAll(e.columns, cx)
  const ordinals = new Set<number>()
  const slots = new Set<number>()
  for (const column of columns) {
    if (column.kind !== 'column') throw noIndex()
    ordinals.add(column.column)
    slots.add(column.slot)
  }
  const [slot] = slots
  const source = slots.size === 1 ? binder.storedTables.get(slot) : undefined
  const index = source?.table.indexes.find((i) => i.kind === 'fulltext' && i.declared === ordinals.size && i.keyColumns.slice(0, i.declared).every((c) => ordinals.has(c)))
  if (source === undefined || index?.wordCounts === undefined) throw noIndex()
  const counts = yield* binder.catalog.relation(source.database, index.wordCounts, source.asOf)
  if (counts?.kind !== 'stored') throw noIndex()
  const collation = source.table.columns[index.keyColumns[0]].type.collation ?? DEFAULT_COLLATION
  const words = yield* searchedWords(yield* wordsOf(e, cx), collation, counts)
  const rows = (yield* source.table.primary.root()).treeCount
  return binder.bound('match', {
    type: FLOAT, nullable: false,
    compile: (args) => (row) => relevance(collation, args.map((evaluate) => evaluate(row)), words, rows),
  }, columns, 'volatile')
}

function noIndex(): OxbowError {
  return new OxbowError('NO_FULLTEXT', "Can't find FULLTEXT index matching the column list", { errno: 1191 })
}

function* wordsOf(e: MatchAgainst, cx: ExpressionContext): Fetching<Value> {
  const bound = yield* bindExpression(e.against, cx)
  if (bound.kind === 'userVariable') return cx.binder.session.userVariables.get(bound.name) ?? null
  const value = cx.binder.constant(bound)
  if (value === undefined) throw new OxbowError('WRONG_ARGUMENTS', 'Incorrect arguments to AGAINST', { errno: 1210 })
  return value
}

/** The words that some row holds, each with how many do. */
function* searchedWords(text: Value, collation: string, counts: StoredTable): Fetching<SearchedWord[]> {
  const { nodes, primary } = counts
  const root = yield* primary.root()
  const [field] = primary.keyDescriptor.fields
  const found: SearchedWord[] = []
  for (const [key, word] of new Document(collation, [text]).different) {
    if (byteLength(word.text) > LONGEST_WORD) continue
    const place = yield* lookup(nodes, root, primary.keyDescriptor, buildTuple([encodeField(field.encoding, word.text)]))
    if (place === undefined) continue
    const { node, index } = place
    const start = node.valueStart(index)
    const end = node.valueEnd(index)
    const rows = decodeField(primary.valueDescriptor.fields[0].encoding, node.bytes, fieldStart(node.bytes, start, end, 0), fieldEnd(node.bytes, start, end, 0))
    found.push({ key, rows: Number(rows) })
  }
  return found
}
