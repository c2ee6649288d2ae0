import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { MemoryEngine } from '../support/memory-engine.ts'
import { isOxbowError } from '../../src/error.ts'
import { type Query, type Table, randomQuery, randomTables } from './query-grammar.ts'
import { Random } from './random.ts'

/** A query that the two answer differently. */
export interface Difference {
  readonly seed: number
  readonly tables: readonly Table[]
  readonly query: Query
  readonly ours: string
  readonly theirs: string
}

/** Queries over one random database. */
const QUERIES = 100

/** Asks ours and SQLite the queries of one seed. @returns where they differ, how many were asked, and how many of these both refused */
export async function compareSeed(seed: number): Promise<{ asked: number; failed: number; differences: Difference[] }> {
  const r = new Random(seed)
  const tables = randomTables(r)
  const memory = await MemoryEngine.open()
  const client = memory.client()
  const sqlite = new DatabaseSync(':memory:')
  for (const { create, insert } of tables) {
    await client(create.mysql)
    sqlite.exec(create.sqlite)
    if (insert === '') continue
    await client(insert)
    sqlite.exec(insert)
  }
  const differences: Difference[] = []
  let failed = 0
  for (let i = 0; i < QUERIES; i++) {
    const query = randomQuery(r, tables)
    // What only weak references hold is let go of between turns of the event loop.
    await setImmediate()
    const ours = await answer(async () => (await client(query.mysql)) as unknown[][], query)
    const theirs = await answer(() => {
      const statement = sqlite.prepare(query.sqlite)
      statement.setReturnArrays(true)
      return statement.all() as unknown as unknown[][]
    }, query)
    if (ours.startsWith('error') && theirs.startsWith('error')) failed++
    else if (ours !== theirs) differences.push({ seed, tables, query, ours, theirs })
  }
  sqlite.close()
  return { asked: QUERIES, failed, differences }
}

async function answer(ask: () => Promise<unknown[][]> | unknown[][], { ordered }: Query): Promise<string> {
  try {
    const rows = (await ask()).map((row) => JSON.stringify(row.map(normal)))
    return (ordered ? rows : rows.toSorted()).join('\n')
  } catch (e) {
    // An error of our own kind has a number; anything else is a bug in every case.
    if (isOxbowError(e)) return `error ${e.code}: ${e.message}`
    return `error: ${e instanceof Error ? e.message : String(e)}`
  }
}

/** Numbers in one form: averages have four places in one, and all in the other. */
function normal(value: unknown): unknown {
  if (value === null) return null
  const text = String(value)
  return text !== '' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(Number(text).toFixed(3)) + 0 : text
}
