import { expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'

it('every table of information_schema can be read', async () => {
  const client = (await MemoryEngine.open()).client('information_schema')
  const tables = await client('show tables') as [string][]
  expect(tables.length).toBeGreaterThan(70)
  for (const [table] of tables) await client(`select * from \`${table}\``)
})

it('what is the same everywhere is there', async () => {
  const client = (await MemoryEngine.open()).client('information_schema')
  expect(await client('select count(*) from collations')).toEqual([['286']])
  expect(await client("select * from collation_character_set_applicability order by collation_name limit 2")).toEqual([['armscii8_bin', 'armscii8'], ['armscii8_general_ci', 'armscii8']])
  expect(await client('select count(*), sum(reserved) > 200 from keywords')).toEqual([['746', '1']])
  expect(await client("select conversion_factor from st_units_of_measure where unit_name = 'chain'")).toEqual([['20.1168']])
  expect(await client('select engine, support from engines')).toEqual([['InnoDB', 'DEFAULT']])
  expect(await client('select * from schemata_extensions')).toEqual([['def', 'information_schema', ''], ['def', 'mydb', '']])
})
