import { OxbowError } from '../../error.ts'
import { AGGREGATES } from './aggregates.ts'
import { ARITHMETIC } from './arithmetic.ts'
import { BIT } from './bit.ts'
import { COMPARISON } from './comparison.ts'
import { CASTS } from './cast.ts'
import { CONTROL } from './control.ts'
import { CRYPTO } from './crypto.ts'
import { NOW_FUNCTIONS } from './date-now.ts'
import { DATE_PARTS } from './date-parts.ts'
import { DATE_SHIFTS } from './date-shift.ts'
import { DATE_CONVERSIONS } from './date.ts'
import { wrongParameterCount } from './define.ts'
import type { AggregateFunction, Argument, BoundFunction, ScalarFunction } from './function.ts'
import { GEOMETRY_IO } from './geometry-io.ts'
import { INFO } from './info.ts'
import { JSON_CHANGES } from './json-change.ts'
import { JSON_FUNCTIONS } from './json.ts'
import { LIKE } from './like.ts'
import { LOCKS } from './locks.ts'
import { LOGIC } from './logic.ts'
import { MISC } from './misc.ts'
import { NETWORK } from './network.ts'
import { NUMERIC } from './numeric.ts'
import { REGEXP } from './regexp.ts'
import { SPATIAL } from './spatial.ts'
import { STRING_SEARCH } from './string-search.ts'
import { STRING } from './string.ts'
import { VECTOR } from './vector.ts'

/** All functions and operators by name (lower case; operators by their sign). */

const SCALARS: ReadonlyMap<string, ScalarFunction> = new Map(
  [
    ARITHMETIC, COMPARISON, LOGIC, BIT, CONTROL, LIKE, STRING, STRING_SEARCH, NUMERIC, NOW_FUNCTIONS, DATE_PARTS, DATE_SHIFTS,
    DATE_CONVERSIONS, JSON_FUNCTIONS, JSON_CHANGES, REGEXP, CASTS, INFO, LOCKS, CRYPTO, NETWORK, MISC, GEOMETRY_IO, SPATIAL, VECTOR,
  ].flat().map((fn) => [fn.name, fn]),
)

const AGGREGATES_BY_NAME: ReadonlyMap<string, AggregateFunction> = new Map(AGGREGATES.map((fn) => [fn.name, fn]))

/** The scalar function or operator of a name (any case). */
export function scalarFunction(name: string): ScalarFunction | undefined {
  return SCALARS.get(name.toLowerCase())
}

/** The aggregate function of a name (any case). */
export function aggregateFunction(name: string): AggregateFunction | undefined {
  return AGGREGATES_BY_NAME.get(name.toLowerCase())
}

/** Binds a scalar function. @throws OxbowError 1305 for an unknown name, 1582 for a wrong number of arguments. */
export function bindFunction(name: string, args: readonly Argument[]): BoundFunction {
  const fn = scalarFunction(name)
  if (fn === undefined) {
    throw new OxbowError('ER_SP_DOES_NOT_EXIST', `FUNCTION ${name} does not exist`, { errno: 1305, sqlState: '42000' })
  }
  if (args.length < fn.minArgs || args.length > fn.maxArgs) wrongParameterCount(name)
  return fn.bind(args)
}
