import { readFileSync, statSync } from 'node:fs'
import { OxbowError } from '../error.ts'
import type { Remote, RepoState, Upstream } from '../versioning/environment.ts'
import { writeFileDurably } from './durable-file.ts'
import { goJson, sorted } from './go-json.ts'

interface State {
  /** Full name of the ref that is checked out. */
  head: string
  readonly remotes: Map<string, Remote>
  readonly backups: Map<string, Remote>
  readonly branches: Map<string, { head: string; remote: string }>
}

const HEADS = 'refs/heads/'

/**
 * `.dolt/repo_state.json`: the branch that is checked out, remotes, upstreams. Read anew whenever another process may have changed it.
 * Source: Dolt go/libraries/doltcore/env/repo_state.go.
 */
export class RepoStateFile implements RepoState {
  readonly path: string
  /** For so long after a look an unchanged file isn't looked at again, in milliseconds; a server has many statements in a row. */
  patience = 0
  /** How often this process has changed it. */
  edits = 0
  #lookedAt = 0
  #seen: { readonly version: string; readonly state: State } | undefined

  constructor(path: string) {
    this.path = path
  }

  /** Writes the state of a new database. */
  create(branch: string): void {
    this.#write({ head: HEADS + branch, remotes: new Map(), backups: new Map(), branches: new Map() })
  }

  /** The branch that is checked out. */
  get branch(): string {
    const { head } = this.#read()
    return head.startsWith(HEADS) ? head.slice(HEADS.length) : head
  }

  checkOut(branch: string): void {
    this.#change((state) => {
      state.head = HEADS + branch
    })
  }

  remotes(): readonly Remote[] {
    return [...this.#read().remotes.values()]
  }

  addRemote(remote: Remote): void {
    this.#change((state) => state.remotes.set(remote.name, remote))
  }

  removeRemote(name: string): void {
    this.#change((state) => {
      state.remotes.delete(name)
      for (const branch of state.branches.values()) if (branch.remote === name) branch.remote = ''
    })
  }

  backups(): readonly Remote[] {
    return [...this.#read().backups.values()]
  }

  addBackup(backup: Remote): void {
    this.#change((state) => state.backups.set(backup.name, backup))
  }

  removeBackup(name: string): void {
    this.#change((state) => state.backups.delete(name))
  }

  upstream(branch: string): Upstream | undefined {
    const entry = this.#read().branches.get(branch)
    if (entry === undefined || entry.remote === '') return undefined
    // Older versions of dolt wrote entries without the ref: it has the branch's own name then.
    return { remote: entry.remote, head: entry.head === '' ? HEADS + branch : entry.head }
  }

  setUpstream(branch: string, upstream: Upstream | null): void {
    this.#change((state) => {
      if (upstream === null) state.branches.delete(branch)
      else state.branches.set(branch, { head: upstream.head, remote: upstream.remote })
    })
  }

  mergeRef(branch: string): string | undefined {
    return this.#read().branches.get(branch)?.head
  }

  #change(edit: (state: State) => void): void {
    this.#seen = undefined
    this.edits++
    const state = this.#parse()
    edit(state)
    this.#write(state)
  }

  /** What the file holds. Each statement asks, so an unchanged file is only looked at. */
  #read(): State {
    if (this.#seen !== undefined && this.patience > 0) {
      const now = performance.now()
      if (now - this.#lookedAt < this.patience) return this.#seen.state
      this.#lookedAt = now
    }
    const version = this.#version()
    if (this.#seen === undefined || this.#seen.version !== version) this.#seen = { version, state: this.#parse() }
    return this.#seen.state
  }

  /** Changes with each write, whoever it is by: files are replaced, or get a new time in nanoseconds. */
  #version(): string {
    const found = statSync(this.path, { bigint: true, throwIfNoEntry: false })
    return found === undefined ? '' : `${found.ino} ${found.mtimeNs} ${found.ctimeNs} ${found.size}`
  }

  #parse(): State {
    const damaged = (what: string, cause?: unknown): OxbowError =>
      new OxbowError('REPO_STATE_CORRUPT', `${this.path} is damaged (${what}): mend it by hand, it is small`, { cause })
    let json: unknown
    try {
      json = JSON.parse(readFileSync(this.path, 'utf8'))
    } catch (e) {
      throw damaged('no JSON', e)
    }
    const { head, remotes, backups, branches } = objectOf(json, () => damaged('no object'))
    if (typeof head !== 'string') throw damaged('head')
    const state: State = { head, remotes: new Map(), backups: new Map(), branches: new Map() }
    for (const [from, to] of [[remotes, state.remotes], [backups, state.backups]] as const) {
      for (const [name, entry] of Object.entries(objectOf(from ?? {}, () => damaged('remotes')))) {
        const { url, fetch_specs: specs, params } = objectOf(entry, () => damaged(`remote ${name}`))
        if (typeof url !== 'string') throw damaged(`URL of remote ${name}`)
        to.set(name, { name, url, fetchSpecs: strings(specs ?? []), params: stringMap(params ?? {}) })
      }
    }
    for (const [name, entry] of Object.entries(objectOf(branches ?? {}, () => damaged('branches')))) {
      const { head: target, remote } = objectOf(entry, () => damaged(`branch ${name}`))
      state.branches.set(name, { head: typeof target === 'string' ? target : '', remote: typeof remote === 'string' ? remote : '' })
    }
    return state
  }

  #write(state: State): void {
    const remotes = (map: ReadonlyMap<string, Remote>): unknown =>
      sorted(new Map([...map].map(([name, { url, fetchSpecs, params }]) =>
        [name, { name, url, fetch_specs: fetchSpecs, params: sorted(new Map(Object.entries(params))) }])))
    writeFileDurably(this.path, goJson({
      head: state.head, remotes: remotes(state.remotes), backups: remotes(state.backups), branches: sorted(state.branches),
    }, 2))
  }
}

function objectOf(value: unknown, fail: () => OxbowError): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fail()
  return value as Record<string, unknown>
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
}

function stringMap(value: unknown): Record<string, string> {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    : {}
}
