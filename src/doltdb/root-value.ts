import { OxbowError } from '../error.ts'
import { editAddressMap, emptyAddressMap, readAddressMapTree } from '../prolly/address-map-tree.ts'
import { parseNode, type Node } from '../prolly/node.ts'
import { buildForeignKeys, readForeignKeys, type ForeignKey } from '../serial/foreign-keys.ts'
import { buildRootValue, readRootValue, type RootValue as RootMessage } from '../serial/root-value.ts'
import { EMPTY_HASH, type Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { DoltDatabase } from './database.ts'

/** The newest shape of root values that is known. Source: Dolt go/libraries/doltcore/doltdb/feature_version.md. */
const FEATURE_VERSION = 7

/** MySQL's id of utf8mb4_0900_bin, the collation of new databases. */
const DEFAULT_COLLATION = 309

/** All tables of a database at one moment, with the foreign keys between them. */
export class RootValue {
  readonly db: DoltDatabase
  readonly hash: Hash
  readonly message: RootMessage
  readonly #tables: Node
  #names: ReadonlyMap<string, Hash> | undefined

  constructor(db: DoltDatabase, hash: Hash, message: RootMessage) {
    this.db = db
    this.hash = hash
    this.message = message
    this.#tables = parseNode(message.tables)
  }

  /** Addresses of all tables (system tables that are stored included) by name, in the names' byte order. */
  *tables(): Fetching<ReadonlyMap<string, Hash>> {
    return (this.#names ??= yield* readAddressMapTree(this.db.nodes, this.#tables))
  }

  /** The table of a name, in any case; a name of exactly that case wins. */
  *find(name: string): Fetching<{ readonly name: string; readonly hash: Hash } | undefined> {
    const tables = yield* this.tables()
    const exact = tables.get(name)
    if (exact !== undefined) return { name, hash: exact }
    const lower = name.toLowerCase()
    for (const [other, hash] of tables) if (other.toLowerCase() === lower) return { name: other, hash }
    return undefined
  }

  /** In the byte order of their names. */
  *foreignKeys(): Fetching<readonly ForeignKey[]> {
    const { foreignKeys } = this.message
    return foreignKeys === EMPTY_HASH ? [] : yield* this.db.object('foreignKeys', foreignKeys, readForeignKeys)
  }

  /**
   * Writes the root value with something changed.
   * @param change.tables new addresses by name; null removes a table
   */
  *with(change: {
    readonly tables?: Iterable<readonly [string, Hash | null]>
    readonly foreignKeys?: readonly ForeignKey[]
    /** MySQL's id of the collation of new tables. */
    readonly collation?: number
  }): Fetching<RootValue> {
    const { db, message } = this
    const tables = change.tables === undefined
      ? message.tables
      : (yield* editAddressMap(db.nodes, db.sink, this.#tables, change.tables)).bytes
    const foreignKeys = change.foreignKeys === undefined ? message.foreignKeys : putForeignKeys(db, change.foreignKeys)
    return putRoot(db, { ...message, tables, foreignKeys, collation: change.collation ?? message.collation })
  }
}

function putForeignKeys(db: DoltDatabase, keys: readonly ForeignKey[]): Hash {
  if (keys.length === 0) return EMPTY_HASH
  const encoder = new TextEncoder()
  const named = keys.map((key) => ({ key, name: encoder.encode(key.name) }))
  named.sort((a, b) => compareBytes(a.name, b.name))
  return db.sink.put(buildForeignKeys(named.map((n) => n.key)))
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i]
  return a.length - b.length
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function* readRoot(db: DoltDatabase, hash: Hash): Fetching<RootValue> {
  return yield* db.object('root', hash, (chunk) => decodeRoot(db, hash, chunk))
}

function decodeRoot(db: DoltDatabase, hash: Hash, chunk: Uint8Array): RootValue {
  const message = readRootValue(chunk)
  if (message.featureVersion > FEATURE_VERSION) {
    throw new OxbowError(
      'MESSAGE_TOO_NEW',
      `a newer Dolt wrote this database (feature version ${message.featureVersion}, known is ${FEATURE_VERSION}): update oxbow`,
    )
  }
  return new RootValue(db, hash, message)
}

function putRoot(db: DoltDatabase, message: RootMessage): RootValue {
  return new RootValue(db, db.sink.put(buildRootValue(message)), message)
}

/** Writes the root value of a new database. */
export function createRoot(db: DoltDatabase): RootValue {
  return putRoot(db, {
    featureVersion: FEATURE_VERSION, tables: emptyAddressMap(db.sink).bytes, foreignKeys: EMPTY_HASH, collation: DEFAULT_COLLATION,
    schemas: [],
  })
}
