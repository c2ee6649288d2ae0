import { describe, expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'

describe('SET', () => {
  it('keeps SQL modes as a set', async () => {
    const client = (await MemoryEngine.open()).client()
    for (const [given, kept] of [["'STRICT_TRANS_TABLES,,ansi_quotes,STRICT_TRANS_TABLES'", 'ANSI_QUOTES,STRICT_TRANS_TABLES'], ["''", ''], ['2', 'PIPES_AS_CONCAT'], ["'traditional'", 'TRADITIONAL']]) {
      await client(`set sql_mode = ${given}`)
      expect(await client('select @@sql_mode')).toEqual([[kept]])
    }
    await expect(client("set sql_mode = 'no_such_mode'")).rejects.toMatchObject({ errno: 1231 })
  })

  it('TRANSACTION sets the level and the access of the session, or of all', async () => {
    const memory = await MemoryEngine.open()
    const client = memory.client()
    await client('set transaction isolation level serializable, read only')
    expect(await client('select @@transaction_isolation, @@transaction_read_only')).toEqual([['SERIALIZABLE', '1']])
    await client('set global transaction read write, isolation level read uncommitted')
    expect(await client('select @@transaction_isolation, @@global.transaction_isolation, @@global.transaction_read_only')).toEqual([['SERIALIZABLE', 'READ-UNCOMMITTED', '0']])
  })

  it('CHARACTER SET leaves the connection the character set of the database', async () => {
    const client = (await MemoryEngine.open()).client()
    await client('set character set latin1')
    expect(await client('select @@character_set_client, @@character_set_connection, @@character_set_results')).toEqual([['latin1', 'utf8mb4', 'latin1']])
  })

  it('brings the collation along with a character set, and the other way round', async () => {
    const client = (await MemoryEngine.open()).client()
    await client("set character_set_server = 'latin1'")
    await client("set collation_connection = 'latin1_bin'")
    expect(await client('select @@collation_server, @@character_set_connection')).toEqual([['latin1_swedish_ci', 'latin1']])
    await client('set names utf8mb4 collate utf8mb4_bin')
    expect(await client('select @@character_set_connection, @@collation_connection')).toEqual([['utf8mb4', 'utf8mb4_bin']])
  })

  it('keeps dates and members in user variables as their texts', async () => {
    const client = (await MemoryEngine.open()).client()
    await client("create table t (e enum('a', 'b'), d date)")
    await client("insert into t values ('b', '2020-02-03')")
    await client("set @d = date '2001-02-03', @t = time '12:34:56', @n = 1 + 1")
    expect(await client('select @d, year(@d), @d + 0, hour(@t), @n')).toEqual([['2001-02-03', '2001', '2001', '12', '2']])
    await client('select e, d from t into @e, @x')
    expect(await client('select @e, @x')).toEqual([['b', '2020-02-03']])
    await expect(client('select e, d from t into @e')).rejects.toMatchObject({ errno: 1222 })
  })

  it('takes no second scope', async () => {
    const client = (await MemoryEngine.open()).client()
    await expect(client('set session @@global.server_id = 1')).rejects.toMatchObject({ errno: 1064 })
    await expect(client('set global @@server_id = 1')).rejects.toMatchObject({ errno: 1064 })
  })

  it('knows the scope of variables that nothing here depends on', async () => {
    const client = (await MemoryEngine.open()).client()
    await client('set @@global.server_id = 123')
    expect(await client('select @@server_id')).toEqual([['123']])
    await expect(client('set global require_row_format = on')).rejects.toMatchObject({ errno: 1228 })
    await expect(client('set back_log = 5')).rejects.toMatchObject({ errno: 1238 })
    await expect(client('set no_such_variable = 5')).rejects.toMatchObject({ errno: 1193 })
  })
})
