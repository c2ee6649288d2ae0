import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccessTokens } from '../../server/access-token.ts'
import { runCli } from '../cli.ts'

let directory = ''
let keyFile = ''
let key = ''

async function oxbow(argv: readonly string[], stdin = ''): Promise<{ out: string; err: string; code: number }> {
  let out = ''
  let err = ''
  const add = (text: string): void => {
    out += text
  }
  const code = await runCli([`--data-dir=${directory}`, 'token', ...argv], {
    write: add, line: (text = '') => add(`${text}\n`), bytes: (bytes) => add(Buffer.from(bytes).toString()),
    error: (text) => {
      err += `${text}\n`
    },
  }, { isTerminal: false, pieces: async function* () { yield stdin } })
  return { out, err, code }
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'oxbow-token-'))
  key = (await oxbow(['key'])).out.trim()
  keyFile = join(directory, 'key')
  writeFileSync(keyFile, `${key}\n`)
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('oxbow token', () => {
  it('makes keys of 32 random bytes', async () => {
    expect(key).toMatch(/^[\w-]{43}$/)
    expect((await oxbow(['key'])).out.trim()).not.toBe(key)
  })

  it('makes tokens that say what was asked for', async () => {
    const { out, code } = await oxbow(['create', '--token-key-file', keyFile, '--subject', 'x', '--database', 'd, e', '--ref', 'main,release/*', '--write', '--expires', '2h',
      '--freshness', 'max-staleness=100', '--max-rows', '10', '--max-result', '1', '--timeout', '5'])
    expect(code).toBe(0)
    const grant = new AccessTokens(key, Date.now).open(out.trim())
    expect(grant).toEqual({
      subject: 'x', right: 'write', databases: ['d', 'e'], refs: ['main', 'release/*'], expires: expect.any(Number) as number, freshness: 'max-staleness=100',
      limits: { rows: 10, bytes: 1048576, milliseconds: 5000 },
    })
    expect(Math.abs((grant.expires ?? 0) - Date.now() / 1000 - 7200)).toBeLessThan(60)
  })

  it('reads all refs for 30 days where nothing else is said, and shows what a token says', async () => {
    const { out: text } = await oxbow(['create', '--token-key-file', keyFile, '--subject', 'x', '--database', '*'])
    const shown = await oxbow(['show', '--token-key-file', keyFile, '-'], text)
    expect(shown).toMatchObject({ code: 0, err: '' })
    const lines = shown.out.trimEnd().split('\n').map((line) => [line.slice(0, 17).trim(), line.slice(17)])
    expect(Object.fromEntries(lines)).toEqual({
      subject: 'x', right: 'read', databases: '*', refs: '*', expires: expect.stringMatching(/^2\d{3}-.*Z$/) as string, key: expect.stringMatching(/^[\w-]{8}$/) as string, signature: 'good',
    })
    expect(shown.out).not.toContain(key)
    const other = join(directory, 'other')
    writeFileSync(other, (await oxbow(['key'])).out)
    expect((await oxbow(['show', '--token-key-file', other, text.trim()])).out).toContain('none of the keys at hand made it')
  })

  it.each([
    [[], 'say one of'], [['list'], 'say one of'], [['show', 'nonsense'], 'no access token'],
    [['create', '--database', 'd'], '--subject says'], [['create', '--subject', 'x'], '--database says'],
    [['create', '--subject', 'x', '--database', 'd', '--expires', 'soon'], "'soon' is no time"],
    [['create', '--subject', 'x', '--database', 'd', '--write', '--push'], 'one right, not write and push'],
    [['create', '--subject', 'x', '--database', 'd', '--admin', '--ref', 'main'], 'goes with all refs'],
    [['create', '--subject', 'x', '--database', 'd', '--freshness', 'new'], 'freshness must be'],
  ])('refuses %j', async (argv, message) => {
    const { err, code } = await oxbow(argv[0] === 'create' ? [...argv, '--token-key-file', keyFile] : argv)
    expect(err).toContain(message)
    expect(code).toBe(1)
  })

  it('says how to get a key where there is none', async () => {
    expect((await oxbow(['create', '--subject', 'x', '--database', 'd', '--token-key-file', join(directory, 'absent')])).err).toContain('the token key can\'t be read')
    const empty = join(directory, 'empty')
    writeFileSync(empty, '')
    expect((await oxbow(['create', '--subject', 'x', '--database', 'd', '--token-key-file', empty])).err).toContain('oxbow token key')
  })
})
