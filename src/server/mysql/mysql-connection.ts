import { isOxbowError, OxbowError } from '../../error.ts'
import type { ParsedStatement } from '../../sql/parser/parser.ts'
import type { Process, ProcessList } from '../../sql/process-list.ts'
import type { QueryResult } from '../../sql/result.ts'
import { type Logger, stackOf } from '../log.ts'
import { type Authenticator, authenticate } from './authenticate.ts'
import { Capability, CommandCode, ServerStatus } from './capabilities.ts'
import { writeColumn } from './column-definition.ts'
import { resultCharset, type ResultCharset } from './result-charset.ts'
import { readChangeUser } from './handshake.ts'
import { MysqlSession, type MysqlSessionOptions } from './mysql-session.ts'
import { PacketReader } from './packet-reader.ts'
import type { PacketStream } from './packet-stream.ts'
import { writeEndOfColumns, writeEndOfRows, writeError, writeOk, toSqlError } from './responses.ts'
import { ResultWriter } from './result-writer.ts'
import { readParameters } from './statement-parameters.ts'

/** Rows of a whole result that are written before the socket gets them. */
const ROWS_AT_A_TIME = 256

/** What the process list shows of this connection, kept up by it. */
type Entry = { -readonly [K in keyof Process]: Process[K] }

export interface MysqlConnectionOptions extends MysqlSessionOptions {
  readonly authenticator: Authenticator
  readonly processes: ProcessList
  readonly log: Logger
}

/**
 * One client: its handshake, then its commands, one after another. Source: MySQL internals, "Connection Lifecycle".
 */
export class MysqlConnection {
  readonly #options: MysqlConnectionOptions
  readonly #stream: PacketStream
  readonly #session: MysqlSession
  #capabilities = 0
  #multiStatements = false

  constructor(stream: PacketStream, options: MysqlConnectionOptions) {
    this.#stream = stream
    this.#options = options
    this.#session = new MysqlSession(options)
  }

  /** Serves the client until it goes. Never throws. @param greeted called when the client is known. */
  async serve(greeted: () => void): Promise<void> {
    const { processes, log } = this.#options
    const entry: Entry = {
      session: this.#session.sql, host: this.#stream.peer, command: 'Connect', statement: null, since: this.#now(),
      kill: (wholeConnection) => {
        this.#session.abort(interrupted())
        if (wholeConnection) this.#stream.destroy()
      },
    }
    this.#stream.onClose(() => this.#session.abort(interrupted()))
    try {
      const client = await authenticate(this.#stream, this.#options.authenticator, this.#session.sql.connectionId)
      greeted()
      this.#capabilities = client.capabilities
      this.#multiStatements = this.#has(Capability.MULTI_STATEMENTS)
      this.#session.become(client)
      this.#session.clientFile = (path) => this.#clientFile(path)
      processes.add(entry)
      if (client.database !== undefined) await this.#session.use(client.database)
      this.#ok()
      await this.#stream.flush()
      await this.#commands(entry)
    } catch (e) {
      if (isOxbowError(e)) log('warn', 'connection refused', { id: entry.session.connectionId, peer: entry.host, message: e.message })
      this.#fail(e, '')
      await this.#stream.flush()
    } finally {
      processes.remove(entry.session.connectionId)
      this.#session.end()
      this.#stream.end()
      log('debug', 'disconnected', { id: entry.session.connectionId })
    }
  }

  async #commands(entry: Entry): Promise<void> {
    for (;;) {
      entry.command = 'Sleep'
      entry.statement = null
      entry.since = this.#now()
      const payload = await this.#stream.next()
      if (payload === undefined || payload[0] === CommandCode.QUIT) return
      entry.since = this.#now()
      try {
        await this.#command(payload, entry)
      } catch (e) {
        this.#fail(e, entry.statement ?? '')
      }
      await this.#stream.flush()
    }
  }

  async #command(payload: Buffer, entry: Entry): Promise<void> {
    const r = new PacketReader(payload)
    switch (r.uint8()) {
      case CommandCode.QUERY: return await this.#query(r.restOfText(), entry)
      case CommandCode.STMT_EXECUTE: return await this.#execute(r, entry)
      case CommandCode.STMT_PREPARE: return await this.#prepare(r.restOfText())
      case CommandCode.STMT_CLOSE: return this.#session.close(r.uint32())
      case CommandCode.STMT_RESET:
        this.#statement(r.uint32(), 'mysqld_stmt_reset').long.clear()
        return this.#ok()
      case CommandCode.STMT_SEND_LONG_DATA: return this.#longData(r)
      case CommandCode.INIT_DB:
        await this.#session.use(r.restOfText())
        return this.#ok()
      case CommandCode.PING: return this.#ok()
      case CommandCode.RESET_CONNECTION:
        this.#session.reset()
        entry.session = this.#session.sql
        return this.#ok()
      case CommandCode.CHANGE_USER:
        await this.#changeUser(r)
        entry.session = this.#session.sql
        return
      case CommandCode.SET_OPTION:
        this.#multiStatements = r.uint16() === 0
        return writeEndOfRows(this.#stream.writer, this.#capabilities & ~Capability.DEPRECATE_EOF, 0, this.#status())
      case CommandCode.PROCESS_KILL:
        await this.#query(`KILL ${r.uint32()}`, entry)
        return
      case CommandCode.STATISTICS: return this.#statistics()
      case CommandCode.FIELD_LIST: return await this.#fieldList(r.nulTerminatedText())
      default: throw new OxbowError('UNKNOWN_COMMAND', 'Unknown command', { errno: 1047, sqlState: '08S01' })
    }
  }

  async #query(text: string, entry: Entry): Promise<void> {
    entry.command = 'Query'
    let sink: ResultWriter | undefined
    const again = this.#session.again(text, () => (sink = this.#writer('text', 0)))
    if (again !== undefined) {
      entry.statement = text
      return await this.#result(await again, sink!, 0)
    }
    const statements = this.#session.parseEach(text)
    let step = statements.next()
    if (step.done === true) throw new OxbowError('EMPTY_QUERY', 'Query was empty', { errno: 1065, sqlState: '42000' })
    while (step.done !== true) {
      const { statement, sql } = step.value
      entry.statement = sql
      // Whether another one follows is part of the answer; whether it is SQL shows when its turn comes.
      let following: { readonly step: IteratorResult<ParsedStatement, void> } | { readonly error: unknown }
      try {
        following = { step: statements.next() }
      } catch (error) {
        following = { error }
      }
      const more = 'error' in following || following.step.done !== true
      if (more && !this.#multiStatements) throw 'error' in following ? following.error : this.#oneStatement(text)
      const status = more ? ServerStatus.MORE_RESULTS : 0
      const writer = this.#writer('text', status)
      await this.#result(await this.#session.run(statement, sql, [], writer), writer, status)
      if ('error' in following) throw following.error
      step = following.step
    }
  }

  /** The error for a second statement where the client said that there would be one. */
  #oneStatement(text: string): unknown {
    try {
      this.#session.parse(text)
    } catch (e) {
      return e
    }
    return new OxbowError('PARSE_ERROR', 'one statement at a time: the client did not ask for multi statements', { errno: 1064, sqlState: '42000' })
  }

  async #prepare(text: string): Promise<void> {
    const { id, statement: { parsed } } = this.#session.prepare(text)
    const columns = await this.#session.describe(parsed)
    const w = this.#stream.writer
    w.begin()
    w.uint8(0)
    w.uint32(id)
    w.uint16(columns.length)
    w.uint16(parsed.parameters)
    w.uint8(0)
    w.uint16(0)
    w.end()
    for (let i = 0; i < parsed.parameters; i++) writeColumn(w, { name: '?', type: { name: 'VARCHAR' }, nullable: true }, '', 'utf8mb4')
    if (parsed.parameters > 0) writeEndOfColumns(w, this.#capabilities, this.#status())
    for (const column of columns) writeColumn(w, column, this.#session.sql.database ?? '', this.#results())
    if (columns.length > 0) writeEndOfColumns(w, this.#capabilities, this.#status())
  }

  async #execute(r: PacketReader, entry: Entry): Promise<void> {
    const statement = this.#statement(r.uint32(), 'mysqld_stmt_execute')
    // Cursors are an offer: whoever asks for one takes all rows, too.
    r.skip(1 + 4)
    const { parsed } = statement
    entry.command = 'Execute'
    entry.statement = parsed.sql
    const { types, values } = readParameters(r, parsed.parameters, statement.types, statement.long)
    statement.types = types
    statement.long.clear()
    const writer = this.#writer('binary', 0)
    await this.#result(await this.#session.run(parsed.statement, parsed.sql, values, writer), writer, 0)
  }

  #longData(r: PacketReader): void {
    const statement = this.#session.prepared(r.uint32())
    const parameter = r.uint16()
    // There is no answer to this command, so an unknown statement is found out by the execution.
    statement?.long.set(parameter, Buffer.concat([statement.long.get(parameter) ?? Buffer.alloc(0), r.bytes(r.left)]))
  }

  async #changeUser(r: PacketReader): Promise<void> {
    const response = readChangeUser(r, this.#capabilities)
    this.#session.reset()
    this.#session.sql.database = null
    this.#session.become(await this.#options.authenticator.again(this.#stream, response))
    if (response.database !== undefined) await this.#session.use(response.database)
    this.#ok()
  }

  /** A file that the client sends, packet by packet. Source: MySQL internals, "LOCAL INFILE Request". @throws OxbowError 3948. */
  async *#clientFile(path: string): AsyncGenerator<Uint8Array> {
    if (!this.#has(Capability.LOCAL_FILES)) {
      throw new OxbowError('LOCAL_INFILE_OFF', 'Loading local data is disabled; this must be enabled on both the client and server sides', { errno: 3948 })
    }
    const w = this.#stream.writer
    w.begin()
    w.uint8(0xfb)
    w.rawText(path)
    w.end()
    await this.#stream.flush()
    let isWhole = false
    try {
      for (;;) {
        const payload = await this.#stream.next()
        isWhole = payload === undefined || payload.length === 0
        if (payload === undefined || payload.length === 0) return
        yield payload
      }
    } finally {
      // A client sends all of it before it listens, whatever became of the statement.
      while (!isWhole) {
        const payload = await this.#stream.next()
        isWhole = payload === undefined || payload.length === 0
      }
    }
  }

  /** COM_FIELD_LIST: the columns of a table, without rows. */
  async #fieldList(table: string): Promise<void> {
    const { statement, sql } = this.#session.parse(`SELECT * FROM \`${table.replaceAll('`', '``')}\` LIMIT 0`)
    const { columns } = await this.#session.run(statement, sql)
    const w = this.#stream.writer
    for (const column of columns) writeColumn(w, column, this.#session.sql.database ?? '', this.#results())
    writeEndOfRows(w, this.#capabilities & ~Capability.DEPRECATE_EOF, 0, this.#status())
  }

  #statistics(): void {
    const w = this.#stream.writer
    w.begin()
    w.rawText(`Threads: ${this.#options.processes.size}`)
    w.end()
  }

  #writer(format: 'text' | 'binary', more: number): ResultWriter {
    const { sql } = this.#session
    const status = this.#status() | more
    return new ResultWriter({ stream: this.#stream, capabilities: this.#capabilities, database: sql.database ?? '', status, format, results: this.#results() })
  }

  /** The character set that answers come in. */
  #results(): ResultCharset {
    return resultCharset(this.#session.sql.variable('character_set_results'))
  }

  /** Ends an answer, whose rows `writer` may have sent by now. */
  async #result(result: QueryResult, writer: ResultWriter, more: number): Promise<void> {
    const { columns, rows } = result
    const w = this.#stream.writer
    const warnings = this.#session.sql.warnings.length
    if (columns.length === 0) {
      const affectedRows = this.#has(Capability.FOUND_ROWS) ? result.matchedRows ?? result.affectedRows : result.affectedRows
      writeOk(w, { affectedRows, insertId: result.insertId, warnings, status: this.#status() | more, info: result.info })
      return
    }
    if (result.streamed === undefined) {
      writer.begin(columns, result.stored === true)
      for (let i = 0; i < rows.length; i += ROWS_AT_A_TIME) await writer.take(rows.slice(i, i + ROWS_AT_A_TIME))
    }
    writeEndOfRows(w, this.#capabilities, warnings, this.#status() | more)
  }

  #ok(): void {
    writeOk(this.#stream.writer, { affectedRows: 0, insertId: 0, warnings: 0, status: this.#status(), info: '' })
  }

  #fail(e: unknown, sql: string): void {
    const error = toSqlError(e)
    if (error.code === 'INTERNAL') this.#options.log('error', 'bug', { sql: sql.slice(0, 1000), stack: stackOf(e) })
    writeError(this.#stream.writer, error)
  }

  #status(): number {
    const { autocommit, explicitTransaction, transaction } = this.#session.sql
    const open = explicitTransaction || (!autocommit && transaction !== undefined)
    return (autocommit ? ServerStatus.AUTOCOMMIT : 0) | (open ? ServerStatus.IN_TRANSACTION : 0)
  }

  #statement(id: number, who: string) {
    const statement = this.#session.prepared(id)
    if (statement === undefined) throw new OxbowError('UNKNOWN_STMT_HANDLER', `Unknown prepared statement handler (${id}) given to ${who}`, { errno: 1243 })
    return statement
  }

  #has(capability: number): boolean {
    return (this.#capabilities & capability) !== 0
  }

  #now(): number {
    return this.#options.platform.now()
  }
}

/** MySQL's 1317, for a statement that somebody ended. */
function interrupted(): OxbowError {
  return new OxbowError('QUERY_INTERRUPTED', 'Query execution was interrupted', { errno: 1317, sqlState: '70100' })
}

