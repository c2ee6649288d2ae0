import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isOxbowError } from '../../error.ts'
import { parse, parseMany } from './parser.ts'

const text = readFileSync(new URL('../../../test/golden/mysql-manual.sql', import.meta.url), 'utf8')
const statements = text.split('\n').filter((line) => !line.startsWith('--')).join('\n').split(/;\n(?! )/).filter((sql) => sql !== '')

describe("the forms of statements in MySQL's manual", () => {
  it.each(statements)('%s', (sql) => {
    const statement = parse(`  ${sql} ; `)
    expect(statement).toMatchObject({ start: 2, end: sql.length + 2 })
    expect(partsOutside(statement)).toEqual([])
  })

  it('follow each other', () => {
    expect(statements.length).toBeGreaterThan(380)
    expect(parseMany(text).map(({ sql }) => sql)).toEqual(statements)
  })

  it('are read to their end, but for those that nobody needs here', () => {
    const words = statements.map((sql) => parse(sql)).filter((s) => s.kind === 'unsupported').map((s) => s.words)
    expect([...new Set(words)].toSorted()).toEqual([
      'ALTER INSTANCE', 'ALTER RESOURCE GROUP', 'ALTER SERVER', 'ALTER TABLESPACE', 'BINLOG', 'CACHE INDEX', 'CLONE LOCAL', 'CREATE AGGREGATE FUNCTION',
      'CREATE LOGFILE GROUP', 'CREATE RESOURCE GROUP', 'CREATE SERVER', 'CREATE TABLESPACE', 'CREATE UNDO', 'DROP RESOURCE GROUP', 'DROP SERVER', 'DROP TABLESPACE',
      'EXPLAIN FOR CONNECTION', 'HANDLER', 'HELP', 'IMPORT TABLE', 'INSTALL COMPONENT', 'INSTALL PLUGIN', 'LOAD INDEX', 'LOAD XML', 'RESET PERSIST', 'RESTART',
      'SET RESOURCE GROUP', 'SHOW BINLOG EVENTS', 'SHOW ENGINE', 'SHOW FUNCTION CODE', 'SHOW PROCEDURE CODE', 'SHOW PROFILE', 'SHOW RELAYLOG EVENTS', 'SHUTDOWN',
      'START GROUP_REPLICATION', 'STOP GROUP_REPLICATION', 'UNINSTALL COMPONENT', 'UNINSTALL PLUGIN', 'XA COMMIT', 'XA END', 'XA RECOVER', 'XA START',
    ])
  })

  it('end anywhere in a syntax error or another statement, never in anything else', () => {
    for (const sql of statements) {
      for (let end = 0; end < sql.length; end++) {
        try {
          parse(sql.slice(0, end))
        } catch (e) {
          if (!isOxbowError(e) || e.errno !== 1064) throw new Error(sql.slice(0, end), { cause: e })
        }
      }
    }
  })
})

/** Parts of a tree that don't stand within the part that holds them. */
function partsOutside(node: unknown, from = 0, to = Infinity): string[] {
  if (typeof node !== 'object' || node === null) return []
  if (Array.isArray(node) || !('start' in node && 'end' in node && typeof node.start === 'number' && typeof node.end === 'number')) {
    return Object.values(node).flatMap((part) => partsOutside(part, from, to))
  }
  const { start, end } = node
  if (start < from || end > to || end < start) return [`${'kind' in node ? String(node.kind) : 'part'} ${start}–${end} in ${from}–${to}`]
  return Object.values(node).flatMap((part) => partsOutside(part, start, end))
}
