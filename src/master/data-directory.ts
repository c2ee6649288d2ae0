import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { OxbowError } from '../error.ts'
import { Config } from './config.ts'
import { ConfigFile } from './config-file.ts'
import { type CreateOptions, createDatabase, createEmptyDatabase } from './create-database.ts'
import { syncDirectory } from './durable-file.ts'
import { LocalDatabase } from './local-database.ts'

/** Where Dolt keeps what was dropped, in case it is wanted back. */
const DROPPED = '.dolt_dropped_databases'

/** True for a directory that holds a Dolt database. */
export function isDatabaseDirectory(path: string): boolean {
  return existsSync(join(path, '.dolt', 'noms'))
}

/** A database's name from its folder's. Source: Dolt go/libraries/doltcore/dbfactory/dirtodbname.go. */
export function databaseNameOf(folder: string): string {
  if ((process.env.DOLT_DBNAME_REPLACE ?? '') === '') return folder
  return folder.trim().replace(/[\s-]/gu, '_').replace(/_{2,}/g, '_')
}

/**
 * The directory that a process works in, in Dolt's layout: a database itself (`.dolt/noms` inside), or a folder of
 * databases, or both.
 */
export class DataDirectory {
  readonly path: string
  readonly config: Config
  readonly #databases = new Map<string, LocalDatabase>()
  readonly #unreadable = new Map<string, OxbowError>()

  /**
   * Opens the databases in it. Of those in folders, one that can't be read is left out and keeps its error.
   * @param options.discover false opens none: what is made in it later is all there is
   * @throws OxbowError as `LocalChunkStore.open` does, where the directory itself is a database.
   */
  constructor(path: string, options: { discover?: boolean } = {}) {
    this.path = resolve(path)
    const dolt = join(this.path, '.dolt')
    this.config = new Config(existsSync(dolt) ? new ConfigFile(join(dolt, 'config.json')) : undefined)
    if (options.discover === false) return
    if (isDatabaseDirectory(this.path)) this.#open(databaseNameOf(basename(this.path)), this.path)
    for (const entry of existsSync(this.path) ? readdirSync(this.path, { withFileTypes: true }) : []) {
      const folder = join(this.path, entry.name)
      if (entry.name.startsWith('.') || !entry.isDirectory() || !isDatabaseDirectory(folder)) continue
      const name = databaseNameOf(entry.name)
      try {
        this.#open(name, folder)
      } catch (e) {
        if (!(e instanceof OxbowError)) throw e
        this.#unreadable.set(name, e)
      }
    }
  }

  /** By lower-case name. */
  get databases(): ReadonlyMap<string, LocalDatabase> {
    return this.#databases
  }

  /** Why databases are left out, by name. */
  get unreadable(): ReadonlyMap<string, OxbowError> {
    return this.#unreadable
  }

  /** The database that the directory itself is, where it is one. */
  get own(): LocalDatabase | undefined {
    for (const database of this.#databases.values()) if (database.directory === this.path) return database
    return undefined
  }

  /** @throws OxbowError 1007 (HY000) for a name that is taken, `INVALID_DATABASE_NAME`. */
  async create(name: string, options: CreateOptions): Promise<LocalDatabase> {
    const folder = this.#folderFor(name)
    try {
      await createDatabase(folder, options)
      return this.#open(name, folder)
    } catch (e) {
      rmSync(folder, { recursive: true, force: true })
      throw e
    }
  }

  /** A database without a commit, which isn't listed until `list` takes it. Its folder may be there, if it is no database yet. */
  createUnlisted(name: string): LocalDatabase {
    const folder = this.#folderFor(name, isDatabaseDirectory)
    createEmptyDatabase(folder, 'main')
    return new LocalDatabase(name, folder)
  }

  list(database: LocalDatabase): void {
    this.#databases.set(database.name.toLowerCase(), database)
  }

  /** Removes a database that was not listed yet. */
  abandon(database: LocalDatabase): void {
    database.close()
    rmSync(join(database.directory, '.dolt'), { recursive: true, force: true })
    if (readdirSync(database.directory).length === 0) rmdirSync(database.directory)
  }

  /**
   * Takes a database off the list, and its files to where `dolt_undrop` finds them.
   * @throws OxbowError 1008 for an unknown one, `DROP_CURRENT` for the one that the directory itself is.
   */
  drop(name: string): void {
    const database = this.#databases.get(name.toLowerCase())
    if (database === undefined) throw new OxbowError('DB_DROP_EXISTS', `can't drop database ${name}; database doesn't exist`, { errno: 1008 })
    if (database.directory === this.path) {
      throw new OxbowError('DROP_CURRENT', `unable to drop database: ${database.name}; it is the data directory itself: remove the directory instead`)
    }
    database.close()
    this.#databases.delete(name.toLowerCase())
    const dropped = join(this.path, DROPPED)
    mkdirSync(dropped, { recursive: true })
    const target = join(dropped, databaseNameOf(basename(database.directory)))
    // What was dropped last keeps its name.
    if (existsSync(target)) renameSync(target, `${target}.backup.${Date.now()}`)
    renameSync(database.directory, target)
    syncDirectory(this.path)
  }

  /** Names of the databases that were dropped and can be had back. */
  get dropped(): readonly string[] {
    const dropped = join(this.path, DROPPED)
    return existsSync(dropped) ? readdirSync(dropped).toSorted() : []
  }

  /** Takes a dropped database back. @param name as `dropped` has it. @throws OxbowError `DATABASE_EXISTS` where its folder's name is taken. */
  restore(name: string): void {
    const target = join(this.path, name)
    if (readdirSync(this.path).some((entry) => entry.toLowerCase() === name.toLowerCase())) {
      throw new OxbowError('DATABASE_EXISTS', `unable to undrop database '${name}'; another database already exists with the same case-insensitive name`)
    }
    renameSync(join(this.path, DROPPED, name), target)
    syncDirectory(this.path)
    this.#open(databaseNameOf(name), target)
  }

  /** Removes what was dropped for good. */
  purgeDropped(): void {
    const dropped = join(this.path, DROPPED)
    for (const name of this.dropped) rmSync(join(dropped, name), { recursive: true })
  }

  close(): void {
    for (const database of this.#databases.values()) database.close()
    this.#databases.clear()
  }

  #folderFor(name: string, isTaken: (folder: string) => boolean = existsSync): string {
    if (!/^[^/\\\0.][^/\\\0]*$/.test(name) || name.length > 64) throw new OxbowError('INVALID_DATABASE_NAME', `invalid database name: ${name}`)
    const folder = join(this.path, name)
    if (this.#databases.has(name.toLowerCase()) || isTaken(folder)) {
      throw new OxbowError('DB_CREATE_EXISTS', `can't create database ${name}; database exists`, { errno: 1007 })
    }
    return folder
  }

  #open(name: string, folder: string): LocalDatabase {
    const database = new LocalDatabase(name, folder)
    this.list(database)
    return database
  }
}
