import { OxbowError } from '../error.ts'
import type { Platform } from '../store/platform.ts'
import { withoutCredentials } from '../store/remote/remote-url.ts'
import type { Access } from './access.ts'
import type { UserAccounts } from './accounts/user-accounts.ts'
import type { EngineHost, Transaction } from './catalog.ts'
import type { Identity, SqlSession, Warning } from './session.ts'
import { StatementCounts } from './status.ts'
import { zoneOffset } from './types/datetime.ts'
import type { Value } from './value.ts'
import { DEFAULT_SQL_MODE, VARIABLES, type VariableDefinition } from './variables.ts'

let nextConnectionId = 1

/**
 * A client's session: current database, variables, open transaction. Sessions are cheap; the HTTP door makes one for
 * each request and fills it from what the client brought.
 *
 * @example
 * const session = new Session(host, platform)
 * session.database = 'flights'
 * await engine.query(session, 'select count(*) from flights')
 */
export class Session implements SqlSession {
  readonly platform: Platform
  readonly connectionId: number
  readonly userVariables = new Map<string, Value>()
  readonly warnings: Warning[] = []
  database: string | null = null
  user = 'root@%'
  /** Who its commits say made them, where a client said who it is; else the host knows. */
  identity: Identity | undefined
  access: Access | undefined
  lastInsertId: number | bigint = 0
  rowCount = -1
  foundRows = 0
  /** Rows that the last statement read from stored trees. */
  rowsRead = 0
  /** The open transaction; each statement has its own while autocommit is on and none was begun. */
  transaction: Transaction | undefined
  /** True between START TRANSACTION and its end. */
  explicitTransaction = false
  /** How often variables were set: plans made before may not hold. */
  settings = 0
  /** What SHOW SESSION STATUS counts. */
  readonly counts = new StatementCounts()
  /** Savepoints of the open transaction, oldest first. */
  savepoints: { name: string; mark: unknown }[] = []
  readonly #host: EngineHost
  readonly #variables = new Map<string, Value>()

  /** @param connectionId of the connection whose session this becomes; a new one when left out. */
  constructor(host: EngineHost, platform: Platform, connectionId?: number) {
    this.#host = host
    this.platform = platform
    this.connectionId = connectionId ?? nextConnectionId++
  }

  /** What its statements run on. */
  get host(): EngineHost {
    return this.#host
  }

  get accounts(): UserAccounts | undefined {
    return this.#host.accounts
  }

  get sqlMode(): string {
    return String(this.variable('sql_mode') ?? DEFAULT_SQL_MODE)
  }

  get autocommit(): boolean {
    return this.variable('autocommit') !== 0
  }

  variable(name: string): Value | undefined {
    const own = this.#variables.get(name)
    return own !== undefined ? own : this.globalVariable(name)
  }

  globalVariable(name: string): Value | undefined {
    return this.#host.globalVariable(name) ?? VARIABLES.get(name)?.default
  }

  /** Session variables that were set, for a session that travels with the client. */
  get changedVariables(): ReadonlyMap<string, Value> {
    return this.#variables
  }

  /** @throws OxbowError 1193 for an unknown variable, 1229 for a global one, 1238 for a read-only one, 1231 for a bad value. */
  setVariable(name: string, value: Value): void {
    const definition = VARIABLES.get(name) ?? this.#host.variableDefinition?.(name)
    if (definition === undefined) {
      if (this.#host.globalVariable(name) !== undefined) {
        throw new OxbowError('GLOBAL_VARIABLE', `Variable '${name}' is a GLOBAL variable and should be set with SET GLOBAL`, { errno: 1229 })
      }
      throw unknownVariable(name)
    }
    if (definition.readOnly) throw new OxbowError('READ_ONLY_VARIABLE', `Variable '${name}' is a read only variable`, { errno: 1238 })
    if (definition.scope === 'global') {
      throw new OxbowError('GLOBAL_VARIABLE', `Variable '${name}' is a GLOBAL variable and should be set with SET GLOBAL`, { errno: 1229 })
    }
    this.#variables.set(name, value === null ? null : convertVariable(name, value, definition))
    this.settings++
  }

  /** Back to the global value (SET x = DEFAULT). */
  resetVariable(name: string): void {
    this.#variables.delete(name)
    this.settings++
  }

  timeZoneOffset(utcMicros: number): number {
    const zone = String(this.variable('time_zone') ?? 'SYSTEM')
    if (zone === 'SYSTEM') return 0
    const offset = zoneOffset(zone, utcMicros)
    if (offset === undefined) throw new OxbowError('UNKNOWN_TIME_ZONE', `Unknown or incorrect time zone: '${zone}'`, { errno: 1298 })
    return offset
  }

  warn(code: number, message: string, level: Warning['level'] = 'Warning'): void {
    if (this.warnings.length < 1024) this.warnings.push({ level, code, message })
  }
}

/** `Unknown system variable 'x'` (1193). */
export function unknownVariable(name: string): OxbowError {
  return new OxbowError('UNKNOWN_VARIABLE', `Unknown system variable '${name}'`, { errno: 1193 })
}

/** A value in the form of the variable. @throws OxbowError 1231 (42000). */
export function convertVariable(name: string, value: Value, definition: Pick<VariableDefinition, 'kind' | 'accepts' | 'normal'>): Value {
  const converted = inKind(name, value, definition.kind)
  if (definition.accepts?.(converted, value) === false) throw badValue(name, value)
  return definition.normal === undefined ? converted : definition.normal(converted)
}

function inKind(name: string, value: Value, kind: VariableDefinition['kind']): Value {
  if (kind === 'string') return value === null ? '' : String(value)
  if (kind === 'bool') {
    const text = String(value).toLowerCase()
    if (text === '1' || text === 'on' || text === 'true') return 1
    if (text === '0' || text === 'off' || text === 'false') return 0
    throw badValue(name, value)
  }
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value === 'bigint') return value
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value)
  throw badValue(name, value)
}

function badValue(name: string, value: Value): OxbowError {
  return new OxbowError(
    'BAD_VARIABLE_VALUE', `Variable '${name}' can't be set to the value of '${value === null ? 'NULL' : withoutCredentials(String(value))}'`, { errno: 1231, sqlState: '42000' },
  )
}
