import type { StoredPrivileges } from '../../serial/mysql-db.ts'
import { PRIVILEGES, type Privilege, inOrder } from './privilege.ts'

/** What is said of one object: its name as it was first written, and what may be done with it. */
export interface ObjectPrivileges {
  readonly name: string
  readonly privileges: Set<Privilege>
}

export interface RoutinePrivileges extends ObjectPrivileges {
  readonly isProcedure: boolean
}

export interface DatabasePrivileges extends ObjectPrivileges {
  readonly tables: Map<string, ObjectPrivileges>
  readonly routines: Map<string, RoutinePrivileges>
}

/** What privileges are about: everything, a database, or a table or routine in it. */
export interface PrivilegeSubject {
  readonly database?: string
  readonly table?: string
  readonly routine?: string
}

const NONE: ReadonlySet<Privilege> = new Set()

/** What an account may do, by the levels at which it was granted. Names are found in any case. */
export class PrivilegeSet {
  readonly global = new Set<Privilege>()
  /** Dynamic privileges in lower case, and whether they may be passed on. */
  readonly dynamic = new Map<string, boolean>()
  readonly #databases = new Map<string, DatabasePrivileges>()

  /** Of everything that there is. */
  static all(): PrivilegeSet {
    const set = new PrivilegeSet()
    for (const privilege of PRIVILEGES) set.global.add(privilege)
    return set
  }

  static of(stored: StoredPrivileges): PrivilegeSet {
    const set = new PrivilegeSet()
    addAll(set.global, stored.global)
    for (const { name, grantOption } of stored.dynamic) set.dynamic.set(name, grantOption)
    for (const { name, privileges, tables, routines } of stored.databases) {
      addAll(set.#database(name).privileges, privileges)
      for (const table of tables) addAll(set.tablePrivileges(name, table.name), table.privileges)
      for (const routine of routines) addAll(set.routinePrivileges(name, routine.name, routine.isProcedure), routine.privileges)
    }
    return set
  }

  toStored(): StoredPrivileges {
    return {
      global: numbers(this.global),
      dynamic: [...this.dynamic].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, grantOption]) => ({ name, grantOption })),
      databases: this.databases().map((database) => ({
        name: database.name, privileges: numbers(database.privileges),
        tables: byName(database.tables).map(({ name, privileges }) => ({ name, privileges: numbers(privileges), columns: [] })),
        routines: byName(database.routines).map(({ name, privileges, isProcedure }) => ({ name, privileges: numbers(privileges), isProcedure })),
      })),
    }
  }

  /** Databases of which anything is said, by name. */
  databases(): DatabasePrivileges[] {
    return byName(this.#databases).filter((database) => isSaid(database))
  }

  database(name: string): DatabasePrivileges | undefined {
    return this.#databases.get(name.toLowerCase())
  }

  databasePrivileges(name: string): Set<Privilege> {
    return this.#database(name).privileges
  }

  tablePrivileges(database: string, table: string): Set<Privilege> {
    const { tables } = this.#database(database)
    const key = table.toLowerCase()
    let found = tables.get(key)
    if (found === undefined) tables.set(key, (found = { name: table, privileges: new Set() }))
    return found.privileges
  }

  routinePrivileges(database: string, routine: string, isProcedure: boolean): Set<Privilege> {
    const { routines } = this.#database(database)
    const key = routineKey(routine, isProcedure)
    let found = routines.get(key)
    if (found === undefined) routines.set(key, (found = { name: routine.toLowerCase(), isProcedure, privileges: new Set() }))
    return found.privileges
  }

  /** Whether it holds at the subject's level, or at one above it. */
  has(privilege: Privilege, { database: name, table, routine }: PrivilegeSubject = {}): boolean {
    if (this.global.has('SUPER') || this.global.has(privilege)) return true
    const database = name === undefined ? undefined : this.database(name)
    if (database === undefined) return false
    if (database.privileges.has(privilege)) return true
    if (table !== undefined && database.tables.get(table.toLowerCase())?.privileges.has(privilege) === true) return true
    return routine !== undefined && this.ofRoutine(database.name, routine).has(privilege)
  }

  /** What is said of a procedure itself. */
  ofRoutine(database: string, routine: string): ReadonlySet<Privilege> {
    return this.database(database)?.routines.get(routineKey(routine, true))?.privileges ?? NONE
  }

  /** Whether a database may be used in any way. */
  seesDatabase(name: string): boolean {
    const database = this.database(name)
    return this.global.size > 0 || (database !== undefined && isSaid(database))
  }

  /** Whether a table may be used in any way. */
  seesTable(database: string, table: string): boolean {
    const found = this.database(database)
    return this.global.size > 0 || (found !== undefined && (found.privileges.size > 0 || (found.tables.get(table.toLowerCase())?.privileges.size ?? 0) > 0))
  }

  /** Adds all that a role may do. */
  add(other: PrivilegeSet): void {
    for (const privilege of other.global) this.global.add(privilege)
    for (const [name, grantOption] of other.dynamic) this.dynamic.set(name, grantOption || this.dynamic.get(name) === true)
    for (const database of other.#databases.values()) {
      merge(this.databasePrivileges(database.name), database.privileges)
      for (const table of database.tables.values()) merge(this.tablePrivileges(database.name, table.name), table.privileges)
      for (const routine of database.routines.values()) merge(this.routinePrivileges(database.name, routine.name, routine.isProcedure), routine.privileges)
    }
  }

  copy(): PrivilegeSet {
    const copy = new PrivilegeSet()
    copy.add(this)
    return copy
  }

  clear(): void {
    this.global.clear()
    this.dynamic.clear()
    this.#databases.clear()
  }

  #database(name: string): DatabasePrivileges {
    const key = name.toLowerCase()
    let found = this.#databases.get(key)
    if (found === undefined) this.#databases.set(key, (found = { name, privileges: new Set(), tables: new Map(), routines: new Map() }))
    return found
  }
}

function routineKey(name: string, isProcedure: boolean): string {
  return `${isProcedure ? 'p' : 'f'}:${name.toLowerCase()}`
}

function isSaid({ privileges, tables, routines }: DatabasePrivileges): boolean {
  const some = (objects: Iterable<ObjectPrivileges>) => [...objects].some((object) => object.privileges.size > 0)
  return privileges.size > 0 || some(tables.values()) || some(routines.values())
}

function byName<T extends ObjectPrivileges>(objects: ReadonlyMap<string, T>): T[] {
  return [...objects.values()].filter((object) => 'tables' in object || object.privileges.size > 0).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function numbers(privileges: ReadonlySet<Privilege>): number[] {
  return inOrder(privileges).map((privilege) => PRIVILEGES.indexOf(privilege))
}

/** @param stored numbers; those of a newer Dolt's privileges are left out. */
function addAll(to: Set<Privilege>, stored: readonly number[]): void {
  for (const number of stored) if (number < PRIVILEGES.length) to.add(PRIVILEGES[number])
}

function merge(to: Set<Privilege>, from: ReadonlySet<Privilege>): void {
  for (const privilege of from) to.add(privilege)
}
