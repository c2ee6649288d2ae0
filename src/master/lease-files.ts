import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import type { LeaseMemory, LeaseRecord } from '../replication/lease-holder.ts'
import { syncDirectory, writeFileDurably } from './durable-file.ts'

/**
 * What a database remembers of its remote's lease, in `.dolt/oxbow`: `server.json`, its name in leases, and `lease.json`,
 * what it has seen and written. A copy of the directory isn't the same server: its name counts only in the file that it was
 * written to.
 */
export class LeaseFiles implements LeaseMemory {
  readonly #directory: string
  #holder: string | undefined
  #read: { readonly stamp: string; readonly url: string; readonly record: LeaseRecord } | undefined

  /** @param directory `.dolt/oxbow` */
  constructor(directory: string) {
    this.#directory = directory
  }

  get holder(): string {
    return (this.#holder ??= this.#readHolder() ?? this.#newHolder())
  }

  read(url: string): LeaseRecord | undefined {
    const path = this.#leasePath
    const stamp = stampOf(path)
    if (stamp === undefined) return undefined
    if (this.#read?.stamp !== stamp) {
      const value = readJson(path)
      if (typeof value?.url !== 'string' || typeof value.epoch !== 'number' || !Array.isArray(value.sessions)) return undefined
      const { epoch, sessions, held, promoting } = value
      this.#read = {
        stamp, url: value.url,
        record: { epoch, sessions: sessions.filter((session) => typeof session === 'string'), held: held === true, promoting: promoting === true },
      }
    }
    const { record } = this.#read
    // A remote may move, or be known by another URL: a lease that this server wrote is its own wherever it finds it.
    return this.#read.url === url ? record : { epoch: 0, sessions: record.sessions }
  }

  write(url: string, record: LeaseRecord): void {
    mkdirSync(this.#directory, { recursive: true })
    writeFileDurably(this.#leasePath, JSON.stringify({ url, ...record }))
    this.#read = undefined
  }

  get #leasePath(): string {
    return join(this.#directory, 'lease.json')
  }

  get #holderPath(): string {
    return join(this.#directory, 'server.json')
  }

  #readHolder(): string | undefined {
    const value = readJson(this.#holderPath)
    if (typeof value?.name !== 'string' || value.inode !== statSync(this.#holderPath).ino) return undefined
    return value.name
  }

  #newHolder(): string {
    const name = `${hostname()}/${randomBytes(4).toString('hex')}`
    mkdirSync(this.#directory, { recursive: true })
    // Written in place: a file that is renamed to here would have another inode.
    const file = openSync(this.#holderPath, 'w')
    try {
      writeSync(file, JSON.stringify({ name, inode: fstatSync(file).ino }))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    syncDirectory(dirname(this.#holderPath))
    return name
  }
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? undefined : `${stats.ino}/${stats.mtimeMs}/${stats.size}`
}

/** A JSON object; undefined for a file that is missing or damaged. */
export function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined
  } catch {
    return undefined
  }
}
