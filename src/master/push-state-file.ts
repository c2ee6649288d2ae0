import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { PushFailure, PushState, PushedRef } from '../replication/push-on-write.ts'
import { isHash } from '../store/hash.ts'
import { writeFileDurably } from './durable-file.ts'
import { ProcessLock } from './process-lock.ts'

/** Push on write's memory: `.dolt/oxbow/pushed.json`, `{"url": …, "refs": {"refs/heads/main": {"pushed": …, "failure"?: …}}}`. */
export class PushStateFile implements PushState {
  readonly path: string
  readonly #lock: ProcessLock

  constructor(path: string) {
    this.path = path
    this.#lock = new ProcessLock(`${path}.lock`)
  }

  read(url: string): ReadonlyMap<string, PushedRef> | undefined {
    let value: unknown
    try {
      value = JSON.parse(readFileSync(this.path, 'utf8'))
    } catch {
      // Missing or damaged: what the remote has is found out by asking it.
      return undefined
    }
    if (!isObject(value) || value.url !== url || !isObject(value.refs)) return undefined
    const refs = new Map<string, PushedRef>()
    for (const [ref, entry] of Object.entries(value.refs)) {
      if (!isObject(entry)) continue
      const pushed = typeof entry.pushed === 'string' && isHash(entry.pushed) ? entry.pushed : null
      refs.set(ref, isFailure(entry.failure) ? { pushed, failure: entry.failure } : { pushed })
    }
    return refs
  }

  update(url: string, entries: ReadonlyMap<string, PushedRef | null>): void {
    mkdirSync(dirname(this.path), { recursive: true })
    this.#lock.hold(() => {
      const refs = new Map(this.read(url))
      for (const [ref, entry] of entries) {
        if (entry === null) refs.delete(ref)
        else refs.set(ref, entry)
      }
      writeFileDurably(this.path, JSON.stringify({ url, refs: Object.fromEntries(refs) }))
    })
  }

  close(): void {
    this.#lock.close()
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isFailure(value: unknown): value is PushFailure {
  return isObject(value) && typeof value.since === 'number' && typeof value.attempts === 'number' && typeof value.error === 'string'
}
