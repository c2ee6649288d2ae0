import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RepoStateFile } from './repo-state.ts'

let directory = ''
let path = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oxbow-state-'))
  path = join(directory, 'repo_state.json')
})
afterEach(() => rmSync(directory, { recursive: true }))

const ORIGIN = { name: 'origin', url: 'file:///remote', fetchSpecs: ['refs/heads/*:refs/remotes/origin/*'], params: {} }

describe('repo_state.json', () => {
  it('is written as dolt writes it: two blanks, no newline at the end, empty maps on one line', () => {
    const state = new RepoStateFile(path)
    state.create('main')
    expect(readFileSync(path, 'utf8')).toBe('{\n  "head": "refs/heads/main",\n  "remotes": {},\n  "backups": {},\n  "branches": {}\n}')
    state.addRemote(ORIGIN)
    state.setUpstream('main', { remote: 'origin', head: 'refs/heads/main' })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      head: 'refs/heads/main',
      remotes: { origin: { name: 'origin', url: 'file:///remote', fetch_specs: ORIGIN.fetchSpecs, params: {} } },
      backups: {},
      branches: { main: { head: 'refs/heads/main', remote: 'origin' } },
    })
  })

  it('shows at once what another process changed', () => {
    const ours = new RepoStateFile(path)
    const theirs = new RepoStateFile(path)
    ours.create('main')
    for (const branch of ['aaaa', 'bbbb', 'cccc']) {
      theirs.checkOut(branch)
      expect(ours.branch).toBe(branch)
      ours.checkOut('main')
      expect(theirs.branch).toBe('main')
    }
    // In place, with the same length.
    writeFileSync(path, readFileSync(path, 'utf8').replace('main', 'also'))
    expect(ours.branch).toBe('also')
    theirs.addRemote(ORIGIN)
    expect(ours.remotes()).toEqual([ORIGIN])
    ours.removeRemote('origin')
    expect(theirs.remotes()).toEqual([])
  })

  it('says what is wrong with a damaged file, and recovers with it', () => {
    const state = new RepoStateFile(path)
    state.create('main')
    const good = readFileSync(path, 'utf8')
    for (const bad of ['', '[]', '{"head": 1}', '{"head": "x", "remotes": []}', '{"head": "x", "remotes": {"o": {"url": 5}}}']) {
      writeFileSync(path, bad)
      expect(() => state.branch).toThrow('is damaged')
    }
    writeFileSync(path, good)
    expect(state.branch).toBe('main')
    rmSync(path)
    expect(() => state.branch).toThrow('is damaged')
    state.create('main')
  })
})
