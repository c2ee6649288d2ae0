import type { Unsupported } from './ast.ts'
import { Kind } from './lexer.ts'
import type { TokenStream } from './token-stream.ts'

/**
 * MySQL's statements that nothing here reads further than this, by their first word: what may come second; a word
 * without a list stands alone or before anything. Source: MySQL 8.0 manual, "SQL Statements".
 */
const STATEMENTS: Readonly<Record<string, readonly string[] | undefined>> = {
  ALTER: ['INSTANCE', 'LOGFILE', 'RESOURCE', 'SERVER', 'TABLESPACE', 'UNDO'],
  BINLOG: undefined,
  CACHE: ['INDEX'],
  CLONE: ['INSTANCE', 'LOCAL'],
  CREATE: ['AGGREGATE', 'LOGFILE', 'RESOURCE', 'SERVER', 'TABLESPACE', 'UNDO'],
  DROP: ['LOGFILE', 'RESOURCE', 'SERVER', 'TABLESPACE', 'UNDO'],
  EXPLAIN: ['FOR'],
  HANDLER: undefined,
  HELP: undefined,
  IMPORT: ['TABLE'],
  INSTALL: ['COMPONENT', 'PLUGIN'],
  LOAD: ['INDEX', 'XML'],
  RESET: ['PERSIST', 'QUERY'],
  RESTART: undefined,
  SET: ['RESOURCE'],
  SHOW: ['BINLOG', 'ENGINE', 'FUNCTION', 'PROCEDURE', 'PROFILE', 'RELAYLOG'],
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
  const seconds = STATEMENTS[word]
  t.next()
  if (seconds !== undefined && !seconds.includes(t.word)) throw t.error()
  const words = seconds === undefined ? word : `${word} ${t.word}`
  while (t.kind !== Kind.End && !t.isOp(';')) t.next()
  return { kind: 'unsupported', words, start, end: t.lastEnd }
}
