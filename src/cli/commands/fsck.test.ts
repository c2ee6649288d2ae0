import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCli } from '../cli.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-fsck-'))
  mkdirSync(join(base, 'db'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

async function oxbow(...argv: string[]): Promise<{ text: string; code: number }> {
  let text = ''
  const line = (more = ''): void => {
    text += `${more}\n`
  }
  const code = await runCli([`--data-dir=${join(base, 'db')}`, ...argv], { write: line, line, bytes: () => {}, error: line })
  return { text, code }
}

it('checks a database and its remotes, and finds a byte that is wrong', async () => {
  await oxbow('init', '--name', 'a', '--email', 'a@b.c')
  await oxbow('sql', '-q', `create table t (a int primary key, b varchar(200)); insert into t values (1, '${'x'.repeat(100)}')`)
  await oxbow('remote', 'add', 'origin', `file://${join(base, 'rem')}`)
  await oxbow('push', 'origin', 'main')
  expect(await oxbow('fsck')).toMatchObject({ code: 0, text: expect.stringMatching(/^Checked \d+ chunks: no problems found\.\n$/) })
  expect(await oxbow('fsck', '--remote', 'origin', '--quiet')).toEqual({ code: 0, text: '' })
  expect((await oxbow('fsck', '--remote', `file://${join(base, 'rem')}`)).code).toBe(0)
  expect(await oxbow('fsck', '--remote', 'nope')).toEqual({ code: 1, text: 'error: unknown remote: \'nope\'\n' })

  const file = join(base, 'rem', readdirSync(join(base, 'rem')).find((name) => /^[0-9a-v]{32}/.test(name))!)
  const bytes = readFileSync(file)
  bytes[20] ^= 0xff
  writeFileSync(file, bytes)
  expect(await oxbow('fsck', '--remote', 'origin')).toMatchObject({ code: 1, text: expect.stringMatching(/^chunk [0-9a-v]{32}, .*\n[^]*\d+ problems? found in \d+ chunks\n$/) })
})

it('revives a journal that is damaged in the middle, and keeps a copy', async () => {
  await oxbow('init', '--name', 'a', '--email', 'a@b.c')
  for (const sql of ['create table t (a int primary key)', 'insert into t values (1)', 'insert into t values (2)']) await oxbow('sql', '-q', sql)
  expect(await oxbow('fsck', '--revive-journal-with-data-loss')).toEqual({ code: 1, text: 'no data loss detected in chunk journal file; no recovery performed\n' })
  const noms = join(base, 'db', '.dolt', 'noms')
  const journal = join(noms, 'v'.repeat(32))
  const bytes = readFileSync(journal)
  const damaged = Buffer.from(bytes)
  damaged[Math.floor(bytes.length * 0.6)] ^= 0xff
  writeFileSync(journal, damaged)
  expect(await oxbow('sql', '-q', 'select * from t')).toMatchObject({ code: 1, text: expect.stringContaining('possible data loss detected in journal file') })
  expect(readFileSync(journal).equals(damaged)).toBe(true)
  expect(await oxbow('fsck', '--revive-journal-with-data-loss')).toMatchObject({ code: 0, text: expect.stringContaining('Revived chunk journal at:') })
  const copy = readdirSync(noms).find((name) => name.includes('_save_'))!
  expect(readFileSync(join(noms, copy)).equals(damaged)).toBe(true)
  expect(await oxbow('fsck', '--quiet')).toEqual({ code: 0, text: '' })
  expect((await oxbow('sql', '-q', 'select count(*) from t')).code).toBe(0)
})
