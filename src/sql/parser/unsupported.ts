import type { Unsupported } from './ast.ts'
import { Kind } from './lexer.ts'
import type { TokenStream } from './token-stream.ts'

/**
 * MySQL's statements that nothing here reads further than this, by their first word: what may come behind it; a word
 * without a list stands alone or before anything. Source: MySQL 8.0 manual, "SQL Statements".
 */
const STATEMENTS: Readonly<Record<string, readonly string[] | undefined>> = {
  ALTER: ['INSTANCE', 'LOGFILE GROUP', 'RESOURCE GROUP', 'SERVER', 'TABLESPACE', 'UNDO'],
  BINLOG: undefined,
  CACHE: ['INDEX'],
  CLONE: ['INSTANCE', 'LOCAL'],
  CREATE: ['AGGREGATE FUNCTION', 'LOGFILE GROUP', 'RESOURCE GROUP', 'SERVER', 'TABLESPACE', 'UNDO'],
  DROP: ['LOGFILE GROUP', 'RESOURCE GROUP', 'SERVER', 'TABLESPACE', 'UNDO'],
  HANDLER: undefined,
  HELP: undefined,
  IMPORT: ['TABLE'],
  INSTALL: ['COMPONENT', 'PLUGIN'],
  LOAD: ['INDEX', 'XML'],
  RESET: ['PERSIST'],
  RESTART: undefined,
  SET: ['RESOURCE GROUP'],
  SHOW: ['BINLOG EVENTS', 'ENGINE', 'FUNCTION CODE', 'PROCEDURE CODE', 'PROFILE', 'RELAYLOG EVENTS'],
  SHUTDOWN: undefined,
  START: ['GROUP_REPLICATION'],
  STOP: ['GROUP_REPLICATION'],
  UNINSTALL: ['COMPONENT', 'PLUGIN'],
  XA: ['BEGIN', 'COMMIT', 'END', 'PREPARE', 'RECOVER', 'ROLLBACK', 'START'],
}

/** Takes a statement that oxbow knows by its first words only. @throws OxbowError 1064 where MySQL has none with these words. */
export function parseUnsupported(t: TokenStream): Unsupported {
  const { start, word } = t
  if (!Object.hasOwn(STATEMENTS, word)) throw t.error()
  const behind = STATEMENTS[word]
  t.next()
  const more = behind?.find((w) => w === t.word || w === `${t.word} ${t.peek()}`)
  if (behind !== undefined && more === undefined) throw t.error()
  const words = more === undefined ? word : `${word} ${more}`
  while (t.kind !== Kind.End && t.kind !== Kind.Bad && !t.isOp(';')) t.next()
  return { kind: 'unsupported', words, start, end: t.lastEnd }
}
