import { expect, it } from 'vitest'
import { fixtureStore } from '../../test/support/fixture-store.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { nodePlatform } from '../master/platform.ts'
import { scanLeaves } from '../prolly/scan.ts'
import { Missing, runSync } from '../store/missing.ts'
import { readCommit } from './commit.ts'
import { DoltDatabase } from './database.ts'
import { buildIndex } from './index-build.ts'
import { readRoot } from './root-value.ts'
import { RowEncoder } from './row-encoder.ts'
import { cardinality, resolveRow, RowDecoder, type StoredRow } from './rows.ts'
import { createTable, readTable, type Table } from './table.ts'
import { TableWriter } from './table-writer.ts'

function openTables(fixture: string): { db: DoltDatabase; tables: { name: string; table: Table }[] } {
  const db = new DoltDatabase(fixtureStore(fixture), nodePlatform)
  const head = runSync(db.refs()).get('refs/heads/main')!
  const root = runSync(readRoot(db, runSync(readCommit(db, head)).root))
  return { db, tables: [...runSync(root.tables())].map(([name, hash]) => ({ name, table: runSync(readTable(db, hash)) })) }
}

/** All rows, those of keyless tables as often as they occur. */
function rowsOf(table: Table): StoredRow[] {
  const { db, schema } = table
  const decoder = new RowDecoder(schema)
  const rows: StoredRow[] = []
  for (const step of scanLeaves(db.nodes, table.rows)) {
    if (step instanceof Missing) throw new Error('missing')
    for (let i = step.from; i < step.to; i++) {
      const row = runSync(resolveRow(db.nodes, schema, decoder.decode(step.node, i)))
      for (let n = schema.keyless ? cardinality(step.node, i) : 1; n > 0; n--) rows.push(row)
    }
  }
  return rows
}

/** A fixed shuffle. */
function shuffled<T>(items: readonly T[]): T[] {
  const out = [...items]
  let seed = 12345
  for (let i = out.length - 1; i > 0; i--) {
    seed = (seed * 1103515245 + 12345) % 2147483648
    const j = seed % (i + 1)
    ;[out[i], out[j]] = [out[j], out[i]]
  }
  return out
}

for (const [fixture, most] of [['types', 5000], ['history', 5000], ['flights', 5000]] as const) {
  describeWithShared(`the tables of ${fixture}`, () => {
    const { db, tables } = openTables(fixture)
    // The value of a virtual column isn't stored, so nobody but the engine knows it.
    const ordinary = tables.filter(
      ({ table }) => table.schema.indexes.every((i) => i.kind === 'ordinary') && !table.schema.columns.some((c) => c.virtual),
    )

    it('have rows that are encoded again as they are stored', () => {
      for (const { name, table } of ordinary) {
        const { schema } = table
        const encoder = new RowEncoder(schema, db.nodes, db.sink)
        const decoder = new RowDecoder(schema)
        let seen = 0
        for (const step of scanLeaves(db.nodes, table.rows)) {
          if (step instanceof Missing) throw new Error('missing')
          if (seen > most) break
          for (let i = step.from; i < step.to; i++, seen++) {
            const row = runSync(resolveRow(db.nodes, schema, decoder.decode(step.node, i)))
            const { key, value } = runSync(encoder.encode(row, schema.keyless ? cardinality(step.node, i) : 1))
            expect([name, Buffer.compare(key, step.node.key(i)), Buffer.compare(value, step.node.value(i))]).toEqual([name, 0, 0])
          }
        }
      }
    }, 60_000)

    it('have indexes that are built again to the same address', () => {
      for (const { name, table } of ordinary) {
        if (table.rows.treeCount > 100_000) continue
        for (const layout of table.schema.indexes) {
          const stored = runSync(table.indexRoots()).get(layout.name)
          expect([name, layout.name, runSync(buildIndex(table, table.schema, layout)).hash]).toEqual([name, layout.name, stored])
        }
      }
    }, 60_000)

    it('come out the same when their rows are put one by one, in any order, with flushes in between', () => {
      for (const { name, table } of ordinary) {
        if (table.rows.treeCount > most) continue
        const rows = shuffled(rowsOf(table))
        const writer = runSync(TableWriter.open(runSync(createTable(db, table.schema))))
        rows.forEach((row, i) => {
          expect(runSync(writer.insert(row))).toBeUndefined()
          if (i % 97 === 13) runSync(writer.flush())
        })
        const made = runSync(runSync(writer.flush()).with({ autoIncrement: table.message.autoIncrementValue }))
        expect([name, made.hash]).toEqual([name, table.hash])
      }
    }, 60_000)

    it('are empty again when all rows are taken out', () => {
      for (const { name, table } of ordinary) {
        if (table.rows.treeCount > 1000) continue
        const writer = runSync(TableWriter.open(table))
        shuffled(rowsOf(table)).forEach((row, i) => {
          runSync(writer.delete(row))
          if (i % 31 === 7) runSync(writer.flush())
        })
        const emptied = runSync(runSync(writer.flush()).with({ autoIncrement: 0n }))
        expect([name, emptied.hash]).toEqual([name, runSync(createTable(db, table.schema)).hash])
      }
    }, 60_000)
  })
}

describeWithShared('a table with unique keys', () => {
  const { tables } = openTables('types')
  const { table } = tables.find((t) => t.name === 'indexed')!
  const rows = rowsOf(table)

  it('refuses a row whose primary or unique key is taken, and is unchanged by it', () => {
    const writer = runSync(TableWriter.open(table))
    expect(runSync(writer.insert(rows[0]))?.index).toBe('PRIMARY')
    const other = [...rows[0]]
    other[0] = 1000
    const duplicate = runSync(writer.insert(other))
    expect([duplicate?.index, duplicate?.row[0]]).toEqual(['email', rows[0][0]])
    expect(writer.changed).toBe(false)
  })

  it('sees the rows that wait', () => {
    const writer = runSync(TableWriter.open(table))
    const row = [...rows[0]]
    row[0] = 1000
    row[1] = 'new@x.com'
    expect(runSync(writer.insert(row))).toBeUndefined()
    expect(runSync(writer.insert([1001, ...row.slice(1)]))?.index).toBe('email')
    runSync(writer.delete(row))
    expect(runSync(writer.insert([1001, ...row.slice(1)]))).toBeUndefined()
  })

  it('lets any number of rows have NULL', () => {
    const writer = runSync(TableWriter.open(table))
    for (let i = 0; i < 3; i++) expect(runSync(writer.insert([2000 + i, null, ...rows[0].slice(2)]))).toBeUndefined()
  })

  it('moves rows to other keys and back', () => {
    const writer = runSync(TableWriter.open(table))
    const moved = [5000, ...rows[0].slice(1)]
    expect(runSync(writer.update(rows[0], moved))).toBeUndefined()
    expect(runSync(writer.update(moved, [rows[1][0], ...moved.slice(1)]))?.index).toBe('PRIMARY')
    runSync(writer.flush())
    expect(runSync(writer.update(moved, rows[0]))).toBeUndefined()
    expect(runSync(writer.flush()).hash).toBe(table.hash)
  })
})
