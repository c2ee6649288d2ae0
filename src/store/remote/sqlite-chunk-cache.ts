import type { PersistentCache } from './persistent-cache.ts'

type Binding = string | number | Uint8Array
export type SqliteColumn = string | number | null | ArrayBuffer
/** What a statement answered, and how many rows it wrote. */
export type SqliteRows<T> = Iterable<T> & { readonly rowsWritten: number }

/** The part of a Durable Object's storage that the cache needs. Node's SQLite is given the same face. */
export interface SqliteStorage {
  readonly sql: {
    /** Runs one statement. */
    exec<T extends Record<string, SqliteColumn>>(query: string, ...bindings: Binding[]): SqliteRows<T>
  }
  transactionSync<T>(work: () => T): T
}

export interface SqliteChunkCacheOptions {
  /**
   * Bytes of values to keep at most, exceeded by no more than the one that is being written; the oldest go when there are
   * more. Keys and what SQLite needs itself come on top: some 150 bytes a value.
   */
  readonly maxBytes: number
}

/** A row of a Durable Object's SQLite holds 2 MB; the rest of it is the key and what SQLite itself needs. */
const PART_BYTES = 1_900_000

/** How many keys one statement asks for: its JSON stays far below the limits of a parameter. */
const KEYS_PER_QUERY = 4096

/** Recency is counted in this many epochs of writing between empty and full. */
const EPOCHS = 16

/** Reads are noted in memory and written when so many have gathered, or with the next batch of writes. */
const TOUCHES_PER_WRITE = 4096

/**
 * Values by key in SQLite (a Durable Object's, or a file's): what a replica pulled outlives its memory. Bounded in bytes; what was
 * neither written nor read for the longest goes first. Recency is coarse: time is counted in epochs of bytes written,
 * and a read costs a write only when the value's epoch is old.
 *
 * A plain rowid table with a unique key was measured to be faster than WITHOUT ROWID, for reads and for writes.
 */
export class SqliteChunkCache implements PersistentCache {
  private readonly storage: SqliteStorage
  private readonly maxBytes: number
  private epoch: number
  /** Bytes of values by epoch. */
  private readonly bytes = new Map<number, number>()
  private total = 0
  private readonly touched = new Set<string>()

  constructor(storage: SqliteStorage, options: SqliteChunkCacheOptions) {
    this.storage = storage
    this.maxBytes = options.maxBytes
    const { sql } = storage
    sql.exec('CREATE TABLE IF NOT EXISTS cache (key TEXT NOT NULL, part INTEGER NOT NULL, epoch INTEGER NOT NULL, value BLOB NOT NULL, UNIQUE (key, part))')
    sql.exec('CREATE INDEX IF NOT EXISTS cache_by_epoch ON cache (epoch)')
    sql.exec('CREATE TABLE IF NOT EXISTS cache_epoch (epoch INTEGER PRIMARY KEY, bytes INTEGER NOT NULL)')
    for (const { epoch, bytes } of sql.exec<{ epoch: number; bytes: number }>('SELECT epoch, bytes FROM cache_epoch ORDER BY epoch')) {
      this.bytes.set(epoch, bytes)
      this.total += bytes
    }
    this.epoch = Math.max(1, ...this.bytes.keys())
  }

  /** Bytes of values that are kept. */
  get size(): number {
    return this.total
  }

  /** The values that are here. */
  getMany(keys: readonly string[]): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>()
    for (let at = 0; at < keys.length; at += KEYS_PER_QUERY) {
      const rows = this.storage.sql.exec<{ key: string; epoch: number; value: ArrayBuffer }>(
        'SELECT c.key, c.epoch, c.value FROM json_each(?) AS wanted CROSS JOIN cache AS c ON c.key = wanted.value ORDER BY c.key, c.part',
        JSON.stringify(keys.slice(at, at + KEYS_PER_QUERY)),
      )
      for (const { key, epoch, value } of rows) {
        const before = found.get(key)
        found.set(key, before === undefined ? new Uint8Array(value) : joined(before, new Uint8Array(value)))
        if (epoch < this.epoch) this.touched.add(key)
      }
    }
    if (this.touched.size >= TOUCHES_PER_WRITE) this.storage.transactionSync(() => this.writeTouches())
    return found
  }

  /** Keeps values, all in one transaction. A key that is here already keeps its value: what is cached never changes. */
  putMany(entries: Iterable<readonly [key: string, value: Uint8Array]>): void {
    this.storage.transactionSync(() => {
      const { sql } = this.storage
      for (const [key, value] of entries) {
        for (let part = 0; part === 0 || part * PART_BYTES < value.length; part++) {
          const bytes = value.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)
          const { rowsWritten } = sql.exec('INSERT OR IGNORE INTO cache (key, part, epoch, value) VALUES (?, ?, ?, ?)', key, part, this.epoch, bytes)
          if (rowsWritten > 0) this.account(this.epoch, bytes.length)
        }
        if ((this.bytes.get(this.epoch) ?? 0) > this.maxBytes / EPOCHS) this.nextEpoch()
        if (this.total > this.maxBytes) this.evict()
      }
      this.writeTouches()
      this.evict()
      this.writeEpochs()
    })
  }

  /** Forgets values. */
  deleteMany(keys: readonly string[]): void {
    this.storage.transactionSync(() => {
      for (const key of keys) this.deleteWhere('key = ?', key)
      this.writeEpochs()
    })
  }

  private nextEpoch(): void {
    this.epoch++
  }

  private account(epoch: number, bytes: number): void {
    this.bytes.set(epoch, (this.bytes.get(epoch) ?? 0) + bytes)
    this.total += bytes
  }

  private deleteWhere(condition: string, ...bindings: (string | number)[]): void {
    const gone = this.storage.sql.exec<{ epoch: number; size: number }>(
      `DELETE FROM cache WHERE ${condition} RETURNING epoch, length(value) AS size`, ...bindings)
    for (const { epoch, size } of gone) this.account(epoch, -size)
  }

  /** Moves what was read since the last write into the present epoch. */
  private writeTouches(): void {
    if (this.touched.size === 0) return
    const keys = JSON.stringify([...this.touched])
    this.touched.clear()
    const { sql } = this.storage
    const of = 'FROM cache WHERE key IN (SELECT value FROM json_each(?)) AND epoch < ?'
    const moved = [...sql.exec<{ epoch: number; size: number }>(
      `SELECT epoch, sum(length(value)) AS size ${of} GROUP BY epoch`, keys, this.epoch)]
    sql.exec('UPDATE cache SET epoch = ?2 WHERE key IN (SELECT value FROM json_each(?1)) AND epoch < ?2', keys, this.epoch)
    for (const { epoch, size } of moved) {
      this.account(epoch, -size)
      this.account(this.epoch, size)
    }
  }

  private evict(): void {
    while (this.total > this.maxBytes) {
      const oldest = Math.min(...this.bytes.keys())
      // The present epoch goes only when nothing else is left: one value larger than the whole cache.
      if (oldest === this.epoch) this.nextEpoch()
      this.deleteWhere('epoch = ?', oldest)
      this.total -= this.bytes.get(oldest) ?? 0
      this.bytes.delete(oldest)
    }
  }

  private writeEpochs(): void {
    const { sql } = this.storage
    sql.exec('DELETE FROM cache_epoch')
    for (const [epoch, bytes] of this.bytes) sql.exec('INSERT INTO cache_epoch (epoch, bytes) VALUES (?, ?)', epoch, bytes)
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
