import type {
  Account, AlterUser, CreateRole, CreateUser, DropUser, Grant, GrantProxy, GrantRoles, RenameUser, Revoke, RevokeRoles, SetDefaultRole, SetPassword, SetRole,
} from './ast-account.ts'
import type { Delete, Insert, LoadData, Update } from './ast-dml.ts'
import type { Expression, Located } from './ast-expression.ts'
import type { QueryExpression, TableName } from './ast-query.ts'
import type {
  AlterEvent, AlterRoutine, CompoundStatement, CreateEvent, CreateFunction, CreateProcedure, CreateTrigger, DropRoutine, GetDiagnostics, Resignal, Signal,
} from './ast-routine.ts'
import type {
  AlterDatabase, AlterTable, AlterView, CreateDatabase, CreateIndex, CreateSpatialReferenceSystem, CreateTable, CreateView, DropDatabase, DropIndex,
  DropSpatialReferenceSystem, DropTable, DropView, RenameTable, Truncate,
} from './ast-schema.ts'

export type Statement =
  | QueryStatement | Insert | Update | Delete | LoadData
  | CreateTable | DropTable | AlterTable | RenameTable | Truncate | CreateIndex | DropIndex | CreateView | AlterView | DropView
  | CreateDatabase | AlterDatabase | DropDatabase | CreateSpatialReferenceSystem | DropSpatialReferenceSystem
  | CreateTrigger | CreateProcedure | CreateFunction | AlterRoutine | CreateEvent | AlterEvent | DropRoutine
  | CompoundStatement | Signal | Resignal | GetDiagnostics
  | CreateUser | AlterUser | RenameUser | DropUser | CreateRole | Grant | GrantRoles | GrantProxy | Revoke | RevokeRoles
  | SetPassword | SetRole | SetDefaultRole
  | Use | Show | Describe | Explain | SetStatement | Call | TransactionStatement | LockInstance | Prepare | Execute | Deallocate | Kill
  | TableMaintenance | Flush | Replication | Unsupported

export interface QueryStatement extends Located {
  readonly kind: 'query'
  readonly query: QueryExpression
}

export interface Use extends Located {
  readonly kind: 'use'
  readonly database: string
}

export interface Show extends Located {
  readonly kind: 'show'
  readonly what:
    | 'tables' | 'databases' | 'columns' | 'index' | 'createTable' | 'createView' | 'createDatabase' | 'variables' | 'status' | 'warnings'
    | 'errors' | 'processlist' | 'engines' | 'collation' | 'charset' | 'grants' | 'tableStatus' | 'triggers' | 'createTrigger'
    | 'procedureStatus' | 'functionStatus' | 'createProcedure' | 'createFunction' | 'createEvent' | 'createUser' | 'events' | 'plugins' | 'privileges'
    | 'openTables' | 'replicaStatus' | 'replicas' | 'binaryLogs' | 'binaryLogStatus' | 'profiles' | 'warningCount' | 'errorCount'
  readonly full: boolean
  readonly global: boolean
  readonly account?: Account
  readonly table?: TableName
  readonly database?: string
  readonly like?: string
  readonly where?: Expression
  readonly limit?: Expression
  readonly offset?: Expression
  readonly asOf?: Expression
  /** SHOW REPLICA STATUS FOR CHANNEL. */
  readonly channel?: string
}

/** DESCRIBE t: SHOW COLUMNS of one table. */
export interface Describe extends Located {
  readonly kind: 'describe'
  readonly table: TableName
  readonly column?: string
  readonly asOf?: Expression
}

export interface Explain extends Located {
  readonly kind: 'explain'
  readonly analyze: boolean
  readonly format?: string
  readonly statement: Statement
}

export type SetItem =
  | {
      readonly kind: 'system'; readonly scope: 'global' | 'session' | 'persist' | 'persist_only'; readonly name: string; readonly value: Expression
      /** Without scope or `@@`: in a body, this may be a local variable or a parameter. */
      readonly bare?: true
    }
  /** A column of a trigger's row: `NEW.a`. */
  | { readonly kind: 'row'; readonly row: 'new' | 'old'; readonly column: string; readonly value: Expression }
  | { readonly kind: 'user'; readonly name: string; readonly value: Expression }
  /** `ofDatabase`: SET CHARACTER SET, by which the connection's own is the database's. */
  | { readonly kind: 'names'; readonly charset: string; readonly collation?: string; readonly ofDatabase?: true }
  | {
      readonly kind: 'transaction'; readonly scope: 'global' | 'session'; readonly characteristics: readonly string[]
      /** Without a scope: for the next transaction only. */
      readonly next?: true
    }

export interface SetStatement extends Located {
  readonly kind: 'set'
  readonly items: readonly SetItem[]
}

export interface Call extends Located {
  readonly kind: 'callProcedure'
  readonly database?: string
  readonly name: string
  readonly args: readonly Expression[]
  /** Dolt: the revision whose procedure, and tables, are meant. */
  readonly asOf?: Expression
}

export interface TransactionStatement extends Located {
  readonly kind: 'transaction'
  readonly action: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'rollbackTo' | 'release' | 'lockTables' | 'unlockTables'
  readonly readOnly: boolean
  readonly name?: string
  /** COMMIT or ROLLBACK AND CHAIN: another transaction begins at once. */
  readonly chain?: true
  /** COMMIT or ROLLBACK RELEASE: the session ends. */
  readonly release?: true
  /** What LOCK TABLES names. */
  readonly locks?: readonly { readonly table: TableName; readonly mode: 'read' | 'write' }[]
}

export interface LockInstance extends Located {
  readonly kind: 'lockInstance' | 'unlockInstance'
}

export interface Prepare extends Located {
  readonly kind: 'prepare'
  readonly name: string
  readonly source: { readonly text: string } | { readonly variable: string }
}

export interface Execute extends Located {
  readonly kind: 'execute'
  readonly name: string
  readonly using: readonly string[]
}

export interface Deallocate extends Located {
  readonly kind: 'deallocate'
  readonly name: string
}

export interface Kill extends Located {
  readonly kind: 'kill'
  readonly query: boolean
  readonly id: number
}

/** ANALYZE, CHECK, OPTIMIZE, REPAIR and CHECKSUM of tables. */
export interface TableMaintenance extends Located {
  readonly kind: 'analyzeTable' | 'checkTable' | 'optimizeTable' | 'repairTable' | 'checksumTable'
  readonly tables: readonly TableName[]
  /** Words behind the tables, in upper case: `FAST`, `FOR UPGRADE`, `EXTENDED` … */
  readonly options: readonly string[]
  /** ANALYZE TABLE … UPDATE or DROP HISTOGRAM ON columns. */
  readonly histogram?: { readonly action: 'update' | 'drop'; readonly columns: readonly string[]; readonly buckets?: number; readonly data?: string }
}

export interface Flush extends Located {
  readonly kind: 'flush'
  /** Upper case: `TABLES`, `PRIVILEGES`, `BINARY LOGS` … */
  readonly what: readonly string[]
  readonly tables: readonly TableName[]
}

/** Statements of MySQL's binary log replication. */
export interface Replication extends Located {
  readonly kind: 'replication'
  readonly action: 'start replica' | 'stop replica' | 'reset replica' | 'reset replica all' | 'reset binary logs' | 'purge binary logs' | 'change source' | 'change filter'
  /** Options by name in upper case, with their source. */
  readonly options: ReadonlyMap<string, string>
}

/** A statement of MySQL's that parses no further than its first words; the engine says that it can't run it. */
export interface Unsupported extends Located {
  readonly kind: 'unsupported'
  /** E.g. `CREATE TRIGGER`. */
  readonly words: string
}
