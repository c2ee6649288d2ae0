import type { Connection, FieldPacket } from 'mysql2/promise'
import { OxbowError } from '../error.ts'
import type { QueryResult, ResultColumn } from '../sql/result.ts'
import { fromText } from '../sql/types/decimal-math.ts'
import { JsonDocument } from '../sql/types/json.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import { type Value, normalInt } from '../sql/value.ts'

/** A server that commands talk to. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly tls: boolean
}

/** Statements that a server runs, over MySQL's protocol. */
export class ServerConnection {
  readonly #connection: Connection
  database: string | null

  private constructor(connection: Connection, database: string | null) {
    this.#connection = connection
    this.database = database
  }

  /** @throws OxbowError with the server's number, or 2003 where nobody listens. */
  static async open({ host, port, user, password, tls }: ServerAddress, database: string | null): Promise<ServerConnection> {
    const { createConnection } = await import('mysql2/promise')
    try {
      const connection = await createConnection({
        host, port, user, password, ...(database === null ? undefined : { database }), ...(tls ? { ssl: {} } : undefined),
        rowsAsArray: true, typeCast: (field) => field.buffer(), flags: ['-FOUND_ROWS'],
      })
      return new ServerConnection(connection, database)
    } catch (e) {
      throw serverError(e, `can't connect to the server at ${host}:${port}`)
    }
  }

  /** @throws OxbowError with the server's number. */
  async query(sql: string, params: readonly Value[] = []): Promise<QueryResult> {
    try {
      const [answer, fields] = params.length === 0
        ? await this.#connection.query(sql)
        : await this.#connection.query(sql, params.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value)))
      const used = /^\s*use\s+`?([^`;]+)`?/i.exec(sql)
      if (used !== null) this.database = used[1].trim()
      if (!Array.isArray(answer)) {
        const { affectedRows, insertId, info } = answer as { affectedRows: number; insertId: number; info: string }
        return { columns: [], rows: [], affectedRows, insertId, info }
      }
      const columns = fields.map(columnOf)
      const rows = (answer as unknown as (Buffer | null)[][]).map((row) => row.map((cell, i) => (cell === null ? null : valueOf(columns[i].type, cell))))
      return { columns, rows, affectedRows: 0, insertId: 0, info: '' }
    } catch (e) {
      throw serverError(e, 'the connection to the server broke')
    }
  }

  async close(): Promise<void> {
    await this.#connection.end().catch(() => undefined)
  }
}

const BINARY_CHARSET = 63
const UNSIGNED = 32
const NOT_NULL = 1
const NAMES: Readonly<Record<number, SqlType['name']>> = {
  1: 'TINYINT', 2: 'SMALLINT', 3: 'INT', 4: 'FLOAT', 5: 'DOUBLE', 8: 'BIGINT', 9: 'MEDIUMINT', 13: 'YEAR', 245: 'JSON', 246: 'DECIMAL',
}

/** What prints as its text is a text here: dates, times, enums. */
function columnOf({ name, columnType = 253, flags, characterSet }: FieldPacket): ResultColumn {
  const bits = Number(flags)
  const known = NAMES[columnType]
  const type: SqlType = known === undefined
    ? { name: characterSet === BINARY_CHARSET && columnType > 249 ? 'VARBINARY' : 'LONGTEXT' }
    : (bits & UNSIGNED) === 0 ? { name: known } : { name: known, unsigned: true }
  return { name, type, nullable: (bits & NOT_NULL) === 0 }
}

function valueOf(type: SqlType, cell: Buffer): Value {
  const text = cell.toString('utf8')
  switch (type.name) {
    case 'VARBINARY': return new Uint8Array(cell)
    case 'LONGTEXT': return text
    case 'FLOAT':
    case 'DOUBLE': return Number(text)
    case 'DECIMAL': return fromText(text)
    case 'JSON': return JsonDocument.stored(text)
    default: return normalInt(BigInt(text))
  }
}

function serverError(e: unknown, otherwise: string): OxbowError {
  const { errno, sqlState, code, message } = e as { errno?: number; sqlState?: string; code?: string; message: string }
  if (sqlState !== undefined && errno !== undefined) return new OxbowError(code ?? 'SERVER_ERROR', message, { errno, sqlState, cause: e })
  return new OxbowError('SERVER_UNREACHABLE', `${otherwise}: ${message === '' ? code ?? '' : message}`, { errno: 2003, cause: e })
}
