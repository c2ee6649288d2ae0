import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCli } from '../cli.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-compact-'))
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

const files = (): string[] => readdirSync(join(base, 'rem')).filter((name) => /^[0-9a-v]{32}/.test(name))

it('merges a remote\'s files, says what it does, and deletes what it replaced in a later run', { timeout: 30_000 }, async () => {
  await oxbow('init', '--name', 'a', '--email', 'a@b.c')
  await oxbow('remote', 'add', 'origin', `file://${join(base, 'rem')}`)
  for (let i = 0; i < 4; i++) {
    await oxbow('sql', '-q', `create table t${i} (a int primary key); call dolt_commit('-Am', 'table ${i}')`)
    expect((await oxbow('push', 'origin', 'main')).code).toBe(0)
  }
  expect(files()).toHaveLength(4)
  expect(await oxbow('compact', '--dry-run')).toMatchObject({ code: 0, text: expect.stringMatching(/^Would merge 4 files of \d+ kB into one\.\n$/) })
  expect(await oxbow('compact', '--files', '5')).toMatchObject({ code: 0, text: expect.stringContaining('Nothing to merge.') })
  expect(await oxbow('compact', 'origin')).toEqual({
    code: 0,
    text: expect.stringMatching(/^Merged 4 files into [0-9a-v]{8}, \d+ kB\.\nThe remote has 1 files; 0 were deleted, 4 wait for their grace time to end\.\n$/) as string,
  })
  expect(files()).toHaveLength(5)
  for (const name of files()) utimesSync(join(base, 'rem', name), 1, 1)
  expect(await oxbow('compact', '--grace', '0s', '--quiet', `file://${join(base, 'rem')}`)).toEqual({ code: 0, text: '' })
  expect(files()).toHaveLength(1)
  expect((await oxbow('fsck', '--remote', 'origin')).code).toBe(0)
})

it('refuses where another server has the lease, and what it does not understand', async () => {
  await oxbow('init', '--name', 'a', '--email', 'a@b.c')
  await oxbow('remote', 'add', 'origin', `file://${join(base, 'rem')}`)
  mkdirSync(join(base, 'rem', 'oxbow'))
  writeFileSync(join(base, 'rem', 'oxbow', 'lease'), JSON.stringify({ epoch: 1, holder: 'elsewhere', nonce: 'n' }))
  expect(await oxbow('compact')).toMatchObject({ code: 1, text: expect.stringContaining('the server elsewhere pushes to') })
  expect(await oxbow('compact', 'nope')).toEqual({ code: 1, text: 'error: unknown remote: \'nope\'\n' })
  expect((await oxbow('compact', '--grace', 'soon')).text).toContain('"soon" is not a valid time')
})
