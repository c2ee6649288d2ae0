import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let root: string
let bin: string

/** A checkout with nothing but the launcher, and a folder on PATH. */
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'oxbow-launcher-')))
  bin = join(root, 'bin')
  for (const folder of ['bin', 'scripts', 'dist', 'elsewhere', 'node_modules/.bin']) mkdirSync(join(root, folder), { recursive: true })
  copyFileSync(join(import.meta.dirname, 'oxbow'), join(root, 'scripts', 'oxbow'))
  writeFileSync(join(root, 'dist', 'oxbow.mjs'), 'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)])); process.exit(3)\n')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function run(command: string, args: string[] = [], cwd = join(root, 'elsewhere'), path = `${bin}${delimiter}${dirname(process.execPath)}${delimiter}/usr/bin${delimiter}/bin`) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { PATH: path } })
  return { status, stdout, stderr }
}

function fakeNode(folder: string, version: string): void {
  const file = join(root, folder, 'node')
  writeFileSync(file, `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\necho "ran by ${version}"\n`)
  chmodSync(file, 0o755)
}

describe.runIf(process.platform !== 'win32')('the launcher', () => {
  it('hands over directory, arguments and exit code', () => {
    const { status, stdout } = run(join(root, 'scripts', 'oxbow'), ['sql', '-q', 'select "a b"', ''])
    expect(status).toBe(3)
    expect(JSON.parse(stdout)).toEqual([join(root, 'elsewhere'), 'sql', '-q', 'select "a b"', ''])
  })

  it('works under another name on PATH, through links to links', () => {
    symlinkSync('../scripts/oxbow', join(bin, 'first'))
    symlinkSync('first', join(bin, 'dolt'))
    expect(run('dolt', ['x']).status).toBe(3)
  })

  it('says what to do before the first build', () => {
    rmSync(join(root, 'dist'), { recursive: true })
    expect(run(join(root, 'scripts', 'oxbow'))).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run build') as string })
  })

  it('takes the Node beside it before the machine’s, and refuses one that is too old', () => {
    fakeNode('bin', 'v20.20.2')
    expect(run(join(root, 'scripts', 'oxbow'))).toMatchObject({ status: 1, stderr: expect.stringContaining('22.15 or newer is needed') as string })
    fakeNode('bin', 'v22.15.0')
    expect(run(join(root, 'scripts', 'oxbow')).stdout).toBe('ran by v22.15.0\n')
    fakeNode('node_modules/.bin', 'v24.21.0')
    expect(run(join(root, 'scripts', 'oxbow')).stdout).toBe('ran by v24.21.0\n')
  })
})
