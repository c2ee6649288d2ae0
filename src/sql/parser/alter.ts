import { parseAlterUser } from './account.ts'
import { parseAlterTable } from './alter-table.ts'
import type { AlterDatabase, Statement } from './ast.ts'
import { parseDatabaseOptions, parseView, parseViewWords } from './create.ts'
import { Kind } from './lexer.ts'
import { parseAlterEvent, parseAlterRoutine } from './routine.ts'
import type { TokenStream } from './token-stream.ts'

/** ALTER of everything; undefined (at the word ALTER) for what oxbow doesn't know. */
export function parseAlter(t: TokenStream): Statement | undefined {
  const { start } = t
  const mark = t.mark()
  t.expect('ALTER')
  // IGNORE is of MySQL before 5.7; Dolt takes it still.
  if (t.accept('TABLE') || t.acceptPair('IGNORE', 'TABLE')) return parseAlterTable(t, start)
  if (t.accept('DATABASE') || t.accept('SCHEMA')) return parseAlterDatabase(t, start)
  if (t.accept('USER')) return parseAlterUser(t, start)
  if (t.accept('PROCEDURE')) return parseAlterRoutine(t, start, 'alterProcedure')
  if (t.accept('FUNCTION')) return parseAlterRoutine(t, start, 'alterFunction')
  const words = parseViewWords(t)
  const { definer } = words
  if (t.accept('VIEW')) return { kind: 'alterView', ...words, ...parseView(t), start, end: t.lastEnd }
  if (t.accept('EVENT')) return parseAlterEvent(t, { start, orReplace: false, definer })
  t.back(mark)
  return undefined
}

function parseAlterDatabase(t: TokenStream, start: number): AlterDatabase {
  const named = t.kind === Kind.Quoted || !(t.isWord('COLLATE') || t.isWord('DEFAULT') || t.isWord('CHARACTER') || t.isWord('READ'))
  const name = named && !(t.isWord('CHARSET') && t.peek() === '=') && t.kind !== Kind.End ? t.name() : undefined
  return { kind: 'alterDatabase', name, options: parseDatabaseOptions(t), start, end: t.lastEnd }
}
