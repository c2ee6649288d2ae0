import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { whyInstall } from './ensure-installed.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'oxbow-install-'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(file: string, packages: object): void {
  writeFileSync(join(root, file), JSON.stringify({ packages }))
}

describe('whether packages must be installed', () => {
  it('is so when there are none', () => {
    write('package-lock.json', {})
    expect(whyInstall(root)).toBe('node_modules is missing')
  })

  it('follows from the lock file of what is installed', () => {
    mkdirSync(join(root, 'node_modules'))
    const wanted = { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/mac': { version: '1.0.0', optional: true } }
    write('package-lock.json', wanted)
    const installed = (packages: object) => write('node_modules/.package-lock.json', packages)
    installed({ 'node_modules/a': { version: '1.0.0' } })
    expect(whyInstall(root)).toBeUndefined()
    installed({ 'node_modules/a': { version: '0.9.0' } })
    expect(whyInstall(root)).toBe('node_modules/a is 0.9.0, package-lock.json says 1.0.0')
    installed({})
    expect(whyInstall(root)).toBe('node_modules/a is not installed')
    installed({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/old': { version: '1.0.0' } })
    expect(whyInstall(root)).toBe('node_modules/old is no longer in package-lock.json')
  })
})
