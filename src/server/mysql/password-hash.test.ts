import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readMysqlDb } from '../../serial/mysql-db.ts'
import { hashPassword, isCachingSha2 } from './password-hash.ts'

const file = Buffer.from(readFileSync(new URL('../../../test/golden/privileges.db.base64', import.meta.url), 'latin1'), 'base64')
const stored = readMysqlDb(file).users.find(({ user }) => user === 'b')!.password

describe('a stored password', () => {
  it('of caching_sha2_password that Dolt wrote is the one it was made of, and no other', () => {
    expect(isCachingSha2('secret', stored)).toBe(true)
    for (const wrong of ['', 'Secret', 'secret ']) expect(isCachingSha2(wrong, stored)).toBe(false)
    expect(isCachingSha2('secret', '*nonsense')).toBe(false)
  })

  it('of ours is checked by its own salt, whatever its length', () => {
    for (const password of ['a', 'pässwörd', 'x'.repeat(31), 'y'.repeat(100)]) {
      const made = hashPassword('caching_sha2_password', password)
      expect(made).toMatch(/^\$A\$005\$/)
      expect(Buffer.from(made)).toHaveLength(70)
      expect(isCachingSha2(password, made)).toBe(true)
      expect(made).not.toBe(hashPassword('caching_sha2_password', password))
    }
  })

  it('of mysql_native_password has the hash of its hash; an empty one has none', () => {
    expect(hashPassword('mysql_native_password', 'pw')).toBe('*D821809F681A40A6E379B50D0463EFAE20BDD122')
    for (const plugin of ['mysql_native_password', 'caching_sha2_password'] as const) expect(hashPassword(plugin, '')).toBe('')
  })
})
