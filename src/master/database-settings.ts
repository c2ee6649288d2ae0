import { isReplicationVariable, type ReplicationSettings, type ReplicationVariable, replicationVariable } from '../replication/variables.ts'
import { convertVariable, unknownVariable } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import type { ConfigFile } from './config-file.ts'

const PREFIX = 'oxbow.'
/** What is about reads of sessions, or about databases that aren't there yet, can't differ by database. */
const SERVER_WIDE: readonly string[] = ['dolt_replication_freshness', 'dolt_replication_remote_url_template']

/**
 * Replication's variables as one database has them: its own come before the server's. They are keys `oxbow.<variable>` of the
 * database's own `.dolt/config.json`. Its keys `sqlserver.global.*` mean nothing here, as in Dolt: they are about a server that runs in
 * that directory.
 */
export class DatabaseSettings implements ReplicationSettings {
  readonly #file: ConfigFile
  readonly #server: ReplicationSettings
  readonly #own = new Map<string, Value>()

  /** @param warn is told what of the file can't be taken */
  constructor(file: ConfigFile, server: ReplicationSettings, warn: (message: string) => void) {
    this.#file = file
    this.#server = server
    for (const [key, stored] of file.entries()) {
      if (!key.startsWith(PREFIX)) continue
      try {
        this.#own.set(key.slice(PREFIX.length), converted(key.slice(PREFIX.length), stored))
      } catch (e) {
        warn(`${file.path}: ${key} was not loaded: ${(e as Error).message}`)
      }
    }
  }

  /**
   * Sets one durably; null takes the server's again.
   * @throws OxbowError 1193 for what no variable of a database's replication is, 1231 for a value that it can't have.
   */
  set(name: string, value: Value): void {
    if (value === null) {
      if (!isOwn(name)) throw unknownVariable(name)
      this.#file.update(new Map(), [PREFIX + name])
      this.#own.delete(name)
      return
    }
    const own = converted(name, value)
    this.#file.update(new Map([[PREFIX + name, String(own)]]))
    this.#own.set(name, own)
  }

  text(name: ReplicationVariable): string {
    const own = this.#own.get(name)
    return own === undefined ? this.#server.text(name) : String(own)
  }

  flag(name: ReplicationVariable): boolean {
    const own = this.#own.get(name)
    return own === undefined ? this.#server.flag(name) : own === 1
  }

  number(name: ReplicationVariable): number {
    const own = this.#own.get(name)
    return own === undefined ? this.#server.number(name) : Number(own)
  }
}

function isOwn(name: string): boolean {
  return isReplicationVariable(name) && !SERVER_WIDE.includes(name)
}

function converted(name: string, value: Value): Value {
  const definition = replicationVariable(name)
  if (definition === undefined || !isOwn(name)) throw unknownVariable(name)
  return convertVariable(name, value, definition)
}
