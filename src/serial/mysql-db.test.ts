import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildMysqlDb, readMysqlDb } from './mysql-db.ts'

// Written by Dolt 2.3.1 after CREATE USER, CREATE ROLE and GRANT of every level.
const file = new Uint8Array(Buffer.from(readFileSync(new URL('../../test/golden/privileges.db.base64', import.meta.url), 'latin1'), 'base64'))

describe('a file of privileges', () => {
  it('that Dolt wrote says who there is, and what they may do', () => {
    const { users, roleEdges, superUsers } = readMysqlDb(file)
    expect(users.map(({ user, host, plugin, locked }) => [user, host, plugin, locked])).toEqual([
      ['a', '%', 'mysql_native_password', false], ['r', '%', 'mysql_native_password', true], ['c', '10.%', 'mysql_native_password', false],
      ['b', 'localhost', 'caching_sha2_password', false],
    ])
    expect(users[0].password).toBe('*D821809F681A40A6E379B50D0463EFAE20BDD122')
    expect(users[0].privileges).toMatchObject({ global: [0, 10], dynamic: [{ name: 'clone_admin', grantOption: false }], databases: [] })
    expect(users[3].privileges.databases).toMatchObject([
      { name: 'd', privileges: [1, 2], tables: [{ name: 't', columns: [] }], routines: [{ name: 'p', privileges: [18], isProcedure: true }] },
    ])
    expect(roleEdges).toEqual([{ fromHost: '%', fromUser: 'r', toHost: 'localhost', toUser: 'b', withAdminOption: true }])
    expect(superUsers.map(({ user, locked }) => [user, locked])).toEqual([['event_scheduler', true]])
  })

  it('is written with the same bytes', () => {
    expect(Buffer.from(buildMysqlDb(readMysqlDb(file))).equals(file)).toBe(true)
  })

  it('that is cut or damaged is refused', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(3), file.subarray(0, 40), new Uint8Array(64).fill(255)]) {
      expect(() => readMysqlDb(bytes)).toThrow(/damaged|newer/)
    }
  })
})
