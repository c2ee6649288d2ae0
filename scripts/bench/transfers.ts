import { type Connection, createConnection } from 'mysql2/promise'

/** Accounts between which money is transferred. */
const ACCOUNTS = 200
/** What each has at first. */
const BALANCE = 1000
const DATABASE = 'transfers'

/** What a connection does in turn, by how often. */
const OPERATIONS = ['sum', 'transfer', 'count', 'look', 'look', 'count', 'look', 'look'] as const

export type Operation = (typeof OPERATIONS)[number]

export interface TransferOptions {
  readonly port: number
  readonly connections: number
  readonly milliseconds: number
  /** Told of each statement, or transaction, and the milliseconds that it took. */
  onDone(operation: Operation, milliseconds: number): void
}

export interface TransferReport {
  /** Transfers that were acknowledged. */
  readonly transfers: number
  /** Those that were refused, as others changed the same accounts meanwhile. */
  readonly conflicts: number
  /** Answers that can't be right; none are expected. */
  readonly wrong: readonly string[]
}

/**
 * Connections that transfer money between accounts, count, and look at what is there, all at once. What is right is known whatever
 * they do: no transfer changes the sum, a connection's counter stands where it put it, and what was acknowledged is in the ledger.
 */
export async function runTransfers(options: TransferOptions): Promise<TransferReport> {
  const { port, connections, milliseconds } = options
  const admin = await createConnection({ host: '127.0.0.1', port, user: 'root' })
  const report = { transfers: 0, conflicts: 0, wrong: [] as string[] }
  try {
    await prepare(admin, connections)
    const end = performance.now() + milliseconds
    const clients = await Promise.all(Array.from({ length: connections }, (_, id) => Client.open(id, options, report)))
    try {
      await Promise.all(clients.map((client) => client.run(end)))
    } finally {
      await Promise.all(clients.map((client) => client.close()))
    }
    await checkLedger(admin, report)
  } finally {
    await admin.end()
  }
  return report
}

async function prepare(admin: Connection, connections: number): Promise<void> {
  await admin.query(`drop database if exists ${DATABASE}`)
  await admin.query(`create database ${DATABASE}`)
  await admin.query(`use ${DATABASE}`)
  // Who changed an account last is in its row: two changes of it are never the same, so they conflict.
  await admin.query('create table accounts (id int primary key, balance int not null, changed varchar(40) not null)')
  await admin.query('create table counters (id int primary key, n int not null)')
  await admin.query('create table ledger (client int, n int, amount int not null, primary key (client, n))')
  await admin.query('insert into accounts values ?', [Array.from({ length: ACCOUNTS }, (_, id) => [id, BALANCE, ''])])
  await admin.query('insert into counters values ?', [Array.from({ length: connections }, (_, id) => [id, 0])])
}

async function checkLedger(admin: Connection, report: { readonly transfers: number; readonly wrong: string[] }): Promise<void> {
  const [[{ n }]] = await admin.query('select count(*) as n from ledger') as unknown as [[{ n: number }]]
  if (n !== report.transfers) report.wrong.push(`the ledger has ${n} transfers, ${report.transfers} were acknowledged`)
}

/** MySQL's 1213: others changed the same rows meanwhile. */
function isConflict(e: unknown): boolean {
  return (e as { readonly errno?: number }).errno === 1213
}

class Client {
  readonly #id: number
  readonly #connection: Connection
  readonly #options: TransferOptions
  readonly #report: { transfers: number; conflicts: number; readonly wrong: string[] }
  #counter = 0
  #transfers = 0
  #random: number

  private constructor(id: number, connection: Connection, options: TransferOptions, report: { transfers: number; conflicts: number; readonly wrong: string[] }) {
    this.#id = id
    this.#connection = connection
    this.#options = options
    this.#report = report
    this.#random = id + 1
  }

  static async open(id: number, options: TransferOptions, report: { transfers: number; conflicts: number; readonly wrong: string[] }): Promise<Client> {
    const connection = await createConnection({ host: '127.0.0.1', port: options.port, user: 'root', database: DATABASE })
    return new Client(id, connection, options, report)
  }

  async run(end: number): Promise<void> {
    for (let turn = this.#id; performance.now() < end; turn++) {
      const operation = OPERATIONS[turn % OPERATIONS.length]
      const start = performance.now()
      await this.#do(operation)
      this.#options.onDone(operation, performance.now() - start)
    }
  }

  async close(): Promise<void> {
    await this.#connection.end()
  }

  async #do(operation: Operation): Promise<void> {
    switch (operation) {
      case 'sum': return this.#expect('the sum of all accounts', await this.#number('select sum(balance) as n from accounts'), ACCOUNTS * BALANCE)
      case 'count': return await this.#count()
      case 'look': {
        const [rows] = await this.#connection.execute('select n from counters where id = ?', [this.#id])
        return this.#expect(`the counter of ${this.#id}`, (rows as { n: number }[])[0]?.n, this.#counter)
      }
      default: return await this.#transfer()
    }
  }

  async #count(): Promise<void> {
    try {
      await this.#connection.query('update counters set n = n + 1 where id = ?', [this.#id])
      this.#counter++
    } catch (e) {
      if (!isConflict(e)) throw e
      this.#report.conflicts++
    }
  }

  async #transfer(): Promise<void> {
    const from = this.#next() % ACCOUNTS
    const to = (from + 1 + this.#next() % (ACCOUNTS - 1)) % ACCOUNTS
    const amount = 1 + this.#next() % 50
    const mark = `${this.#id}/${this.#transfers + this.#report.conflicts}/${this.#next()}`
    try {
      await this.#connection.query('start transaction')
      await this.#connection.query('update accounts set balance = balance - ?, changed = ? where id = ?', [amount, mark, from])
      await this.#connection.query('update accounts set balance = balance + ?, changed = ? where id = ?', [amount, mark, to])
      await this.#connection.query('insert into ledger values (?, ?, ?)', [this.#id, this.#transfers, amount])
      this.#expect('the sum within a transaction', await this.#number('select sum(balance) as n from accounts'), ACCOUNTS * BALANCE)
      await this.#connection.query('commit')
      this.#transfers++
      this.#report.transfers++
    } catch (e) {
      if (!isConflict(e)) throw e
      this.#report.conflicts++
      await this.#connection.query('rollback')
    }
  }

  async #number(sql: string): Promise<number> {
    const [rows] = await this.#connection.query(sql)
    return Number((rows as { n: number | string }[])[0].n)
  }

  #expect(what: string, got: unknown, wanted: number): void {
    if (got !== wanted) this.#report.wrong.push(`${what} was ${String(got)} where it is ${wanted}`)
  }

  /** A number below 2^31, the same in every run for the same connection. */
  #next(): number {
    this.#random = (Math.imul(this.#random, 1_103_515_245) + 12_345) & 0x7fffffff
    return this.#random >>> 8
  }
}
