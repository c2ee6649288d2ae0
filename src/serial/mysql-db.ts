import { FlatBufferBuilder, type Offset } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

/*
 * Users, roles and what they may do, as Dolt keeps them in `.doltcfg/privileges.db`: a FlatBuffers message of its own, without a
 * chunk's envelope. Source: go-mysql-server sql/mysql_db/fbs/mysql_db.fbs and mysql_db_serialize.go.
 */

/** Privileges are numbers: the places in `PRIVILEGES` (src/sql/accounts/privilege.ts). */
export interface StoredColumnPrivileges {
  readonly name: string
  readonly privileges: readonly number[]
}

export interface StoredTablePrivileges extends StoredColumnPrivileges {
  readonly columns: readonly StoredColumnPrivileges[]
}

export interface StoredRoutinePrivileges extends StoredColumnPrivileges {
  readonly isProcedure: boolean
}

export interface StoredDatabasePrivileges extends StoredColumnPrivileges {
  readonly tables: readonly StoredTablePrivileges[]
  readonly routines: readonly StoredRoutinePrivileges[]
}

export interface StoredPrivileges {
  readonly global: readonly number[]
  /** Dynamic privileges, in lower case, and whether each may be passed on. */
  readonly dynamic: readonly { readonly name: string; readonly grantOption: boolean }[]
  readonly databases: readonly StoredDatabasePrivileges[]
}

export interface StoredUser {
  readonly user: string
  readonly host: string
  readonly privileges: StoredPrivileges
  readonly plugin: string
  /** `authentication_string`: a password's hash in the plugin's form; empty for none. */
  readonly password: string
  /** Seconds since 1970 UTC. */
  readonly passwordLastChanged: number
  readonly locked: boolean
  readonly attributes: string | undefined
  readonly identity: string
  readonly sslType: string
  readonly sslCipher: string
  readonly x509Issuer: string
  readonly x509Subject: string
}

export interface StoredRoleEdge {
  readonly fromHost: string
  readonly fromUser: string
  readonly toHost: string
  readonly toUser: string
  readonly withAdminOption: boolean
}

/** Where MySQL's binary log would be read from. */
export interface StoredReplicaSource {
  readonly host: string
  readonly user: string
  readonly password: string
  readonly port: number
  readonly uuid: string
  readonly connectRetryInterval: number
  readonly connectRetryCount: number
}

export interface MysqlDb {
  readonly users: readonly StoredUser[]
  readonly roleEdges: readonly StoredRoleEdge[]
  readonly replicaSources: readonly StoredReplicaSource[]
  readonly superUsers: readonly StoredUser[]
}

const SLOTS = { db: 4, user: 13, privileges: 4, database: 4, table: 3, routine: 3, column: 2, roleEdge: 5, replicaSource: 7 } as const

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readMysqlDb(file: Uint8Array): MysqlDb {
  const db = TableReader.openBare(file, SLOTS.db)
  return {
    users: (db.tables(0, SLOTS.user) ?? []).map(readUser),
    roleEdges: (db.tables(1, SLOTS.roleEdge) ?? []).map((t) => ({
      fromHost: t.text(0), fromUser: t.text(1), toHost: t.text(2), toUser: t.text(3), withAdminOption: t.bool(4),
    })),
    replicaSources: (db.tables(2, SLOTS.replicaSource) ?? []).map((t) => ({
      host: t.text(0), user: t.text(1), password: t.text(2), port: t.u16(3), uuid: t.text(4), connectRetryInterval: t.u32(5), connectRetryCount: t.u64(6),
    })),
    superUsers: (db.tables(3, SLOTS.user) ?? []).map(readUser),
  }
}

function readUser(t: TableReader): StoredUser {
  return {
    user: t.text(0), host: t.text(1), privileges: readPrivileges(t.requiredTable(2, SLOTS.privileges)), plugin: t.text(3), password: t.text(4),
    passwordLastChanged: t.i64(5), locked: t.bool(6), attributes: t.string(7), identity: t.text(8),
    sslType: t.text(9), sslCipher: t.text(10), x509Issuer: t.text(11), x509Subject: t.text(12),
  }
}

function readPrivileges(t: TableReader): StoredPrivileges {
  const grantOptions = t.byteVector(3)
  return {
    global: ascending(t, 0),
    dynamic: (t.strings(1) ?? []).map((name, i) => ({ name, grantOption: grantOptions?.[i] === 1 })),
    databases: (t.tables(2, SLOTS.database) ?? []).map((d) => ({
      ...readNamed(d),
      tables: (d.tables(2, SLOTS.table) ?? []).map((table) => ({ ...readNamed(table), columns: (table.tables(2, SLOTS.column) ?? []).map(readNamed) })),
      routines: (d.tables(3, SLOTS.routine) ?? []).map((routine) => ({ ...readNamed(routine), isProcedure: routine.bool(2) })),
    })),
  }
}

function readNamed(t: TableReader): StoredColumnPrivileges {
  return { name: t.text(0), privileges: ascending(t, 1) }
}

/** A set, which is stored in descending order. */
function ascending(t: TableReader, slot: number): number[] {
  return t.u32s(slot).toSorted((a, b) => a - b)
}

/** The file's bytes. Sets of privileges are given in ascending order, users and databases as they are to stand in the file. */
export function buildMysqlDb(db: MysqlDb): Uint8Array {
  const b = new FlatBufferBuilder()
  const names = new Map<string, Offset>()
  const users = buildUsers(b, names, db.users)
  const roleEdges = b.offsetVector(db.roleEdges.map((edge) => {
    const texts = [edge.fromHost, edge.fromUser, edge.toHost, edge.toUser].map((text) => b.string(text))
    b.startTable(SLOTS.roleEdge)
    texts.forEach((text, slot) => b.addOffset(slot, text))
    b.addBool(4, edge.withAdminOption)
    return b.endTable()
  }))
  const replicaSources = b.offsetVector(db.replicaSources.map((source) => {
    const [host, user, password, uuid] = [source.host, source.user, source.password, source.uuid].map((text) => b.string(text))
    b.startTable(SLOTS.replicaSource)
    b.addOffset(0, host)
    b.addOffset(1, user)
    b.addOffset(2, password)
    b.addOffset(4, uuid)
    b.addU16(3, source.port)
    b.addU32(5, source.connectRetryInterval)
    b.addU64(6, source.connectRetryCount)
    return b.endTable()
  }))
  const superUsers = buildUsers(b, names, db.superUsers)
  b.startTable(SLOTS.db)
  b.addOffset(0, users)
  b.addOffset(1, roleEdges)
  b.addOffset(2, replicaSources)
  b.addOffset(3, superUsers)
  return b.finishBare(b.endTable())
}

/** @param names dynamic privileges that were written: of equal strings there is one. */
function buildUsers(b: FlatBufferBuilder, names: Map<string, Offset>, users: readonly StoredUser[]): Offset {
  return b.offsetVector(users.map((u) => {
    const user = b.string(u.user)
    const host = b.string(u.host)
    const privileges = buildPrivileges(b, names, u.privileges)
    const plugin = b.string(u.plugin)
    const password = b.string(u.password)
    const attributes = u.attributes === undefined ? 0 : b.string(u.attributes)
    const [identity, sslType, sslCipher, x509Issuer, x509Subject] = [u.identity, u.sslType, u.sslCipher, u.x509Issuer, u.x509Subject].map((text) => b.string(text))
    b.startTable(SLOTS.user)
    b.addOffset(0, user)
    b.addOffset(1, host)
    b.addOffset(2, privileges)
    b.addOffset(3, plugin)
    b.addOffset(4, password)
    b.addI64(5, u.passwordLastChanged)
    b.addBool(6, u.locked)
    b.addOffset(7, attributes)
    b.addOffset(8, identity)
    b.addOffset(9, sslType)
    b.addOffset(10, sslCipher)
    b.addOffset(11, x509Issuer)
    b.addOffset(12, x509Subject)
    return b.endTable()
  }))
}

function buildPrivileges(b: FlatBufferBuilder, names: Map<string, Offset>, { global, dynamic, databases }: StoredPrivileges): Offset {
  const globals = b.u32Vector(global.toReversed())
  const reversed = dynamic.toReversed()
  const grantOptions = b.byteVector(Uint8Array.from(reversed, ({ grantOption }) => (grantOption ? 1 : 0)))
  for (const { name } of dynamic) if (!names.has(name)) names.set(name, b.string(name))
  const dynamics = b.offsetVector(reversed.map(({ name }) => names.get(name)!))
  const bases = b.offsetVector(databases.map((database) => {
    const name = b.string(database.name)
    const privileges = b.u32Vector(database.privileges.toReversed())
    const tables = b.offsetVector(database.tables.map((table) => {
      const tableName = b.string(table.name)
      const own = b.u32Vector(table.privileges.toReversed())
      const columns = b.offsetVector(table.columns.map((column) => buildNamed(b, column)))
      b.startTable(SLOTS.table)
      b.addOffset(0, tableName)
      b.addOffset(1, own)
      b.addOffset(2, columns)
      return b.endTable()
    }))
    const routines = b.offsetVector(database.routines.map((routine) => {
      const routineName = b.string(routine.name)
      const own = b.u32Vector(routine.privileges.toReversed())
      b.startTable(SLOTS.routine)
      b.addOffset(0, routineName)
      b.addOffset(1, own)
      b.addBool(2, routine.isProcedure)
      return b.endTable()
    }))
    b.startTable(SLOTS.database)
    b.addOffset(0, name)
    b.addOffset(1, privileges)
    b.addOffset(2, tables)
    b.addOffset(3, routines)
    return b.endTable()
  }))
  b.startTable(SLOTS.privileges)
  b.addOffset(0, globals)
  b.addOffset(1, dynamics)
  b.addOffset(2, bases)
  b.addOffset(3, grantOptions)
  return b.endTable()
}

function buildNamed(b: FlatBufferBuilder, { name, privileges }: StoredColumnPrivileges): Offset {
  const text = b.string(name)
  const own = b.u32Vector(privileges.toReversed())
  b.startTable(SLOTS.column)
  b.addOffset(0, text)
  b.addOffset(1, own)
  return b.endTable()
}
