import { describe, expect, it } from 'vitest'
import { Decimal } from '../../prolly/decimal.ts'
import type { SqlType } from '../types/sql-type.ts'
import { BIGINT, DOUBLE, INT, LONGTEXT, SMALLINT, decimalType } from '../types/types.ts'
import { protocolType, toText } from '../types/wire.ts'
import type { Value } from '../value.ts'
import { aggregateFunction } from './registry.ts'

function aggregate(name: string, type: SqlType, values: readonly Value[], separator?: string): [type: number, text: string | null] {
  const fn = aggregateFunction(name)
  if (fn === undefined) throw new Error(name)
  const bound = fn.bind([{ type, nullable: true }], { distinct: false, separator })
  const accumulator = bound.create()
  for (const v of values) accumulator.add([v])
  const result = accumulator.result()
  return [protocolType(bound.type), result === null ? null : String(toText(bound.type, result))]
}

describe('aggregates', () => {
  it.each([
    ['count', INT, [1, null, 3], 8, '2'], ['sum', INT, [1, null, 3], 5, '4'], ['sum', INT, [], 5, null], ['sum', INT, [4932661, 44394000], 5, '4.9326661e+07'],
    ['avg', SMALLINT, [1, 2], 5, '1.5'], ['avg', LONGTEXT, ['1x', '2'], 5, '1.5'], ['sum', decimalType(4, 2), [new Decimal(10n, 2), new Decimal(20n, 2)], 5, '0.3'],
    ['min', LONGTEXT, ['b', 'a', null], 252, 'a'], ['max', BIGINT, [5, 9007199254740993n], 8, '9007199254740993'],
    ['stddev', SMALLINT, [1, 2, 4, 8], 2, '3'], ['stddev', DOUBLE, [2, 4, 4, 4, 5, 5, 7, 9], 5, '2'], ['var_samp', INT, [30, 25, 41, 25], 3, '57'], ['var_samp', INT, [1], 3, null],
    ['bit_and', INT, [12, 10], 8, '8'], ['bit_and', INT, [], 8, '18446744073709551615'], ['bit_or', INT, [12, 3], 8, '15'], ['bit_xor', INT, [5, 1], 8, '4'],
    ['json_arrayagg', INT, [1, null], 245, '[1, null]'], ['any_value', INT, [7, 8], 3, '7'],
  ] as const)('%s', (name, type, values, wire, text) => {
    expect(aggregate(name, type, values)).toEqual([wire, text])
  })

  it('joins texts with their separator', () => {
    expect(aggregate('group_concat', INT, [1, null, 2], '|')).toEqual([252, '1|2'])
    expect(aggregate('group_concat', INT, [1, 2])).toEqual([252, '1,2'])
  })
})
