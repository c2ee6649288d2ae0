import { OxbowError } from '../../error.ts'
import type { Evaluator, ExecContext } from '../exec/context.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import type { Argument, BoundFunction, ScalarFunction, Volatility } from './function.ts'

/** Building blocks that the families of functions share. */

/** Stands for "any number of arguments". */
export const MANY = 1_000_000

/** A scalar function from its parts. */
export function scalar(
  name: string, minArgs: number, maxArgs: number, bind: (args: readonly Argument[]) => BoundFunction, volatility?: Volatility,
): ScalarFunction {
  return { name, minArgs, maxArgs, volatility, bind }
}

/** A family of functions whose results follow from their arguments, except for those that say otherwise themselves. */
export function deterministic(family: readonly ScalarFunction[]): readonly ScalarFunction[] {
  return family.map((fn) => (fn.volatility === undefined ? { ...fn, volatility: 'deterministic' } : fn))
}

/** The same function under other names. */
export function aliases(fn: ScalarFunction, ...names: string[]): ScalarFunction[] {
  return [fn, ...names.map((name) => ({ ...fn, name }))]
}

/** True when any argument may be NULL. */
export function anyNullable(args: readonly Argument[]): boolean {
  return args.some((a) => a.nullable || a.type.name === 'NULL')
}

/** @throws OxbowError 1582 */
export function wrongParameterCount(name: string): never {
  throw new OxbowError('ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT', `Incorrect parameter count in the call to native function '${name}'`, {
    errno: 1582, sqlState: '42000',
  })
}

/** @throws OxbowError 1690 */
export function outOfRange(kind: string, expression: string): never {
  throw new OxbowError('ER_DATA_OUT_OF_RANGE', `${kind} value is out of range in '${expression}'`, { errno: 1690, sqlState: '22003' })
}

/** @throws OxbowError 1210 */
export function wrongArguments(name: string): never {
  throw new OxbowError('ER_WRONG_ARGUMENTS', `Incorrect arguments to ${name}`, { errno: 1210 })
}

/** A call of one argument whose NULL gives NULL. */
export function unary(type: SqlType, nullable: boolean, f: (v: Value, cx: ExecContext) => Value): BoundFunction {
  return {
    type,
    nullable,
    compile: ([a]) => (cx) => {
      const v = a(cx)
      return v === null ? null : f(v, cx)
    },
  }
}

/** A call of two arguments; a NULL among them gives NULL. */
export function binary(type: SqlType, nullable: boolean, f: (x: Value, y: Value, cx: ExecContext) => Value): BoundFunction {
  return {
    type,
    nullable,
    compile: ([a, b]) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      return y === null ? null : f(x, y, cx)
    },
  }
}

/** A call of three arguments; a NULL among them gives NULL. */
export function ternary(type: SqlType, nullable: boolean, f: (x: Value, y: Value, z: Value, cx: ExecContext) => Value): BoundFunction {
  return {
    type,
    nullable,
    compile: ([a, b, c]) => (cx) => {
      const x = a(cx)
      if (x === null) return null
      const y = b(cx)
      if (y === null) return null
      const z = c(cx)
      return z === null ? null : f(x, y, z, cx)
    },
  }
}

/** A call of any number of arguments; a NULL among them gives NULL. The array of values is used again for every row. */
export function strict(type: SqlType, nullable: boolean, f: (values: Value[], cx: ExecContext) => Value): BoundFunction {
  return {
    type,
    nullable,
    compile: (args) => {
      const values: Value[] = args.map(() => null)
      return (cx) => {
        for (let i = 0; i < args.length; i++) {
          const v = args[i](cx)
          if (v === null) return null
          values[i] = v
        }
        return f(values, cx)
      }
    },
  }
}

/** A call that sees its NULLs. The array of values is used again for every row. */
export function lenient(type: SqlType, nullable: boolean, f: (values: Value[], cx: ExecContext) => Value): BoundFunction {
  return {
    type,
    nullable,
    compile: (args) => {
      const values: Value[] = args.map(() => null)
      return (cx) => {
        for (let i = 0; i < args.length; i++) values[i] = args[i](cx)
        return f(values, cx)
      }
    },
  }
}

/** An evaluator of the same value always. */
export function constantEvaluator(value: Value): Evaluator {
  return () => value
}

/** A text argument that has to be known before anything runs (units, flags); undefined when it isn't. */
export function constantText(arg: Argument | undefined): string | undefined {
  return typeof arg?.constant === 'string' ? arg.constant : undefined
}
