import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sqliteChunkCacheCases } from '../../test/sqlite-chunk-cache-cases.ts'
import { SqliteChunkCache } from '../store/remote/sqlite-chunk-cache.ts'
import { nodePlatform } from './platform.ts'
import { SqliteFile } from './sqlite-file.ts'

describe('the chunk cache in a file of SQLite', () => {
  sqliteChunkCacheCases(nodePlatform, async (_name, test) => {
    const file = new SqliteFile(':memory:')
    try {
      await test(file)
    } finally {
      file.close()
    }
  })

  it('outlives its process', () => {
    const directory = mkdtempSync(join(tmpdir(), 'oxbow-cache-'))
    try {
      const path = join(directory, 'cache.sqlite')
      const before = new SqliteFile(path)
      new SqliteChunkCache(before, { maxBytes: 1000 }).putMany([['a', new Uint8Array([1, 2, 3])]])
      before.close()
      const after = new SqliteFile(path)
      expect(new SqliteChunkCache(after, { maxBytes: 1000 }).getMany(['a']).get('a')).toEqual(new Uint8Array([1, 2, 3]))
      after.close()
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it('takes back all of a transaction that fails', () => {
    const file = new SqliteFile(':memory:')
    file.sql.exec('CREATE TABLE t (a INTEGER)')
    expect(() => file.transactionSync(() => {
      file.sql.exec('INSERT INTO t VALUES (?)', 1)
      throw new Error('no')
    })).toThrow('no')
    expect([...file.sql.exec('SELECT a FROM t')]).toEqual([])
    file.close()
  })
})
