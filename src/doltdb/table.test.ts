import { expect, it } from 'vitest'
import { fixtureStore } from '../../test/support/fixture-store.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { nodePlatform } from '../master/platform.ts'
import { Missing, runSync } from '../store/missing.ts'
import { scanLeaves } from '../prolly/scan.ts'
import type { Node } from '../prolly/node.ts'
import type { TupleDescriptor } from '../prolly/tuple-descriptor.ts'
import { readCommit } from './commit.ts'
import { DoltDatabase } from './database.ts'
import { newColumnTags } from './column-tags.ts'
import { readRoot } from './root-value.ts'
import { writeSchema } from './schema.ts'
import { encodingOfSqlType, kindOfSqlType } from './sql-type-storage.ts'
import { readTable } from './table.ts'

/** Number of keys, each of which must come behind the one before. */
function countInOrder(db: DoltDatabase, root: Node, order: TupleDescriptor): number {
  let count = 0
  let last: Uint8Array | undefined
  for (const step of scanLeaves(db.nodes, root)) {
    if (step instanceof Missing) throw new Error(`missing ${step.addresses[0]}`)
    for (let i = step.from; i < step.to; i++) {
      const key = step.node.key(i)
      if (
        last !== undefined && order.compare(last, 0, last.length, key, 0, key.length) >= 0
      ) throw new Error(`key ${count} is out of order`)
      last = key
      count++
    }
  }
  return count
}

for (const fixture of ['types', 'history', 'flights']) {
  describeWithShared(`the tables of ${fixture}`, () => {
    const db = new DoltDatabase(fixtureStore(fixture), nodePlatform)
    const head = runSync(db.refs()).get('refs/heads/main')!
    const root = runSync(readRoot(db, runSync(readCommit(db, head)).root))

    it('are in the order of their keys, in every index', () => {
      const tables = runSync(root.tables())
      expect(tables.size).toBeGreaterThan(0)
      for (const hash of tables.values()) {
        const table = runSync(readTable(db, hash))
        const rows = countInOrder(db, table.rows, table.schema.keyDescriptor)
        expect(rows).toBe(table.rows.treeCount)
        for (const index of table.schema.indexes) {
          expect(countInOrder(db, runSync(table.indexRoot(index.name)), index.keyDescriptor)).toBe(rows)
        }
      }
    }, 60_000)

    it('have schemas that are written again to the same address, with the encodings and tags that Dolt chose', () => {
      const used = new Set<number>()
      for (const [name, hash] of runSync(root.tables())) {
        const { schema } = runSync(readTable(db, hash))
        expect(writeSchema(db, schema.message).hash).toBe(schema.hash)
        for (const column of schema.columns) {
          expect([name, column.name, encodingOfSqlType(column.sqlType)]).toEqual([name, column.name, column.encoding])
        }
        const columns = schema.columns.map((c) => ({ name: c.name, kind: kindOfSqlType(c.sqlType) }))
        // Renamed or altered tables have tags that were drawn for what they were before.
        if (name.startsWith('dolt_') || (fixture === 'types' && ['points', 'ints', 'floats'].includes(name))) continue
        expect([name, newColumnTags(nodePlatform, name, columns, [], used)]).toEqual([name, schema.columns.map((c) => c.tag)])
      }
    })

    it('are written again to the same address', () => {
      for (const hash of runSync(root.tables()).values()) {
        const table = runSync(readTable(db, hash))
        expect(runSync(table.with({})).hash).toBe(hash)
      }
      expect(runSync(root.with({})).hash).toBe(root.hash)
    })

    it('are found by name in any case', () => {
      const [name, hash] = [...runSync(root.tables())][0]
      expect(runSync(root.find(name.toUpperCase()))).toEqual({ name, hash })
      expect(runSync(root.find('no such table'))).toBeUndefined()
    })
  })
}
