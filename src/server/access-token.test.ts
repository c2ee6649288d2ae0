import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOxbowError } from '../error.ts'
import { AccessTokens, type Grant, inspectToken, keyId, makeTokenKey } from './access-token.ts'
import { accessOf, grantKey } from './access.ts'

const KEY = makeTokenKey()
const GRANT: Grant = { subject: 'web', right: 'read', databases: ['shop'], refs: ['main', 'release/*'], expires: 1000 }
const tokens = new AccessTokens(KEY, () => 0)

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (e) {
    if (isOxbowError(e)) return e.code
    throw e
  }
  return 'none'
}

/** A token with another payload, and the signature that it had. */
function withPayload(token: string, grant: object): string {
  const parts = token.split('.')
  parts[2] = Buffer.from(JSON.stringify(grant)).toString('base64url')
  return parts.join('.')
}

describe('an access token', () => {
  it('says what it was made to say', () => {
    const full: Grant = { ...GRANT, freshness: 'max-staleness=500', limits: { rows: 10, bytes: 1000, milliseconds: 50 } }
    for (const grant of [GRANT, full, { ...GRANT, expires: null }]) expect(tokens.open(tokens.seal(grant))).toEqual(grant)
  })

  it('holds no secret, names its key, and can be looked at without it', () => {
    const token = tokens.seal(GRANT)
    expect(token).not.toContain(KEY)
    expect(inspectToken(token)).toEqual({ grant: GRANT, keyId: keyId(KEY) })
    expect(inspectToken('nonsense')).toBeUndefined()
    expect(keyId(KEY)).not.toBe(keyId(makeTokenKey()))
  })

  it('ends at its time, to the second', () => {
    const token = tokens.seal(GRANT)
    expect(codeOf(() => new AccessTokens(KEY, () => 999_999).open(token))).toBe('none')
    expect(codeOf(() => new AccessTokens(KEY, () => 1_000_000).open(token))).toBe('TOKEN_EXPIRED')
  })

  it('of a replaced key is good as long as that key is kept', () => {
    const old = tokens.seal(GRANT)
    const next = makeTokenKey()
    const both = new AccessTokens(`${next},\n ${KEY}`, () => 0)
    expect(both.open(old)).toEqual(GRANT)
    expect(new AccessTokens(next, () => 0).open(both.seal(GRANT))).toEqual(GRANT)
    expect(codeOf(() => new AccessTokens(next, () => 0).open(old))).toBe('UNAUTHORIZED')
  })

  it('tells nobody what is wrong with it', () => {
    const token = tokens.seal(GRANT)
    const [prefix, id, payload, signature] = token.split('.')
    const bad = [
      '', '.', '...', 'x', token.slice(0, -1), `${token}x`, `${token}.x`, `oxbow2.${id}.${payload}.${signature}`, `${prefix}.${id}.${payload}.`,
      `${prefix}..${payload}.${signature}`, `${prefix}.__proto__.${payload}.${signature}`, withPayload(token, { ...GRANT, right: 'admin', refs: ['*'] }),
      `${prefix}.${keyId(makeTokenKey())}.${payload}.${signature}`, 'a'.repeat(100_000),
    ]
    const messages = new Set(bad.map((text) => {
      try {
        tokens.open(text)
        return 'opened'
      } catch (e) {
        return isOxbowError(e) ? `${e.code} ${e.errno} ${e.sqlState} ${e.message}` : `bug: ${String(e)}`
      }
    }))
    expect([...messages]).toEqual(['UNAUTHORIZED 1045 28000 this needs a valid access token, sent as `Authorization: Bearer …`'])
  })

  it('is never opened with a changed character, whatever it is', () => {
    const token = tokens.seal(GRANT)
    fc.assert(fc.property(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 3 }), (at, text) => {
      const changed = token.slice(0, at) + text + token.slice(at + 1)
      fc.pre(changed !== token)
      expect(codeOf(() => tokens.open(changed))).toBe('UNAUTHORIZED')
    }), { numRuns: 500 })
  })

  it('survives any text, and any signed payload that is no grant', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(codeOf(() => tokens.open(text))).toBe('UNAUTHORIZED')
    }), { numRuns: 300 })
    // Signed by somebody who has the key, but not by this version.
    fc.assert(fc.property(fc.json(), fc.constantFrom('subject', 'right', 'databases', 'refs', 'expires', 'limits', 'freshness'), (json, field) => {
      const value: unknown = JSON.parse(json)
      expect(['none', 'BAD_GRANT']).toContain(codeOf(() => tokens.seal({ ...GRANT, [field]: value } as Grant)))
    }), { numRuns: 300 })
  })

  it.each([
    [{ subject: 'a b' }], [{ subject: '' }], [{ subject: "x'@'y" }], [{ right: 'owner' }], [{ databases: [] }], [{ databases: 'shop' }], [{ refs: [''] }], [{ expires: 1.5 }], [{ expires: -1 }],
    [{ right: 'admin' }], [{ right: 'push' }], [{ right: 'monitor' }], [{ limits: { rows: 0 } }], [{ limits: { cows: 1 } }],
  ])('cannot say %j', (change) => {
    expect(codeOf(() => tokens.seal({ ...GRANT, ...change } as Grant))).toBe('BAD_GRANT')
  })
})

describe('a token key', () => {
  it('must be there, and long enough', () => {
    for (const keys of ['', ' , ', 'short', `${KEY},short`]) expect(codeOf(() => new AccessTokens(keys, () => 0))).toBe('NOT_CONFIGURED')
    try {
      void new AccessTokens('my-secret', () => 0)
    } catch (e) {
      expect(String(e)).not.toContain('my-secret')
    }
  })
})

describe('a grant as bounds of a session', () => {
  it('names databases exactly, and refs by patterns', () => {
    const { user, right, allDatabases, seesDatabase, refs } = accessOf(GRANT)
    expect({ user, right, allDatabases }).toEqual({ user: 'web@%', right: 'read', allDatabases: false })
    expect(['shop', 'Shop', 'shop2', '*'].map(seesDatabase)).toEqual([true, false, false, false])
    expect(['main', 'release/1', 'release/', 'Main', 'mainx', 'x/release/1'].map((name) => refs?.sees(name))).toEqual([true, true, true, false, false, false])
    expect(accessOf({ ...GRANT, refs: ['main', '*'] }).refs).toBeUndefined()
    expect(accessOf({ ...GRANT, databases: ['*'] }).seesDatabase('any')).toBe(true)
  })

  it('is none where the grant is not for SQL', () => {
    for (const right of ['push', 'monitor'] as const) expect(codeOf(() => accessOf({ ...GRANT, right, refs: ['*'] }))).toBe('FORBIDDEN')
  })

  it('has a key that only what it allows decides', () => {
    expect(grantKey({ ...GRANT, expires: null, refs: ['release/*', 'main'] })).toBe(grantKey(GRANT))
    for (const change of [{ subject: 'x' }, { right: 'write' as const }, { databases: ['*'] }, { refs: ['main'] }]) {
      expect(grantKey({ ...GRANT, ...change })).not.toBe(grantKey(GRANT))
    }
    expect(grantKey(undefined)).toBe('')
  })
})
