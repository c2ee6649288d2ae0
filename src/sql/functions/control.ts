import type { Evaluator } from '../exec/context.ts'
import { castTo } from '../types/cast.ts'
import { commonType, comparator } from '../types/compare.ts'
import { truthOf } from '../types/convert.ts'
import type { SqlType } from '../types/sql-type.ts'
import { INT, NULL_TYPE, isInteger } from '../types/types.ts'
import { MANY, deterministic, scalar } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'
import { foldConstants, foldedEvaluators } from './comparison.ts'

/** IF, IFNULL, NULLIF, COALESCE and CASE. */

/** The common type of results. Text results of one type stay so; several kinds become LONGTEXT, as in Dolt. */
export function resultType(args: readonly Argument[]): SqlType {
  return commonType(args.map((a) => a.type))
}

/** An evaluator that brings an argument's values into the result's type. */
function converted(type: SqlType, arg: Argument, evaluator: Evaluator): Evaluator {
  if (arg.type.name === 'NULL' || arg.type === type) return evaluator
  const cast = castTo(type, arg.type)
  return (cx) => {
    const v = evaluator(cx)
    return v === null ? null : cast(v, cx)
  }
}

function bindIf(args: readonly Argument[]): BoundFunction {
  const type = resultType(args.slice(1))
  const truth = truthOf(args[0].type)
  return {
    type,
    nullable: args[1].nullable || args[2].nullable,
    compile: ([condition, a, b]) => {
      const yes = converted(type, args[1], a)
      const no = converted(type, args[2], b)
      return (cx) => {
        const v = condition(cx)
        return v !== null && truth(v) ? yes(cx) : no(cx)
      }
    },
  }
}

/** Dolt widens the small integers of COALESCE and IFNULL to INT where a column or NULL takes part. */
function bindCoalesce(args: readonly Argument[]): BoundFunction {
  const common = resultType(args)
  const type = isInteger(common) && common.name !== 'BIGINT' && common.unsigned !== true && args.length > 1 ? INT : common
  return firstOf(type, args)
}

function bindIfnull(args: readonly Argument[]): BoundFunction {
  return firstOf(resultType(args), args)
}

function firstOf(type: SqlType, args: readonly Argument[]): BoundFunction {
  return {
    type,
    nullable: args.every((a) => a.nullable || a.type.name === 'NULL'),
    compile: (evaluators) => {
      const from = evaluators.map((e, i) => converted(type, args[i], e))
      return (cx) => {
        for (let i = 0; i < from.length; i++) {
          const v = from[i](cx)
          if (v !== null) return v
        }
        return null
      }
    },
  }
}

function bindNullif(given: readonly Argument[]): BoundFunction {
  const args = foldConstants(given)
  const compare = comparator(args[0].type, args[1].type)
  return {
    type: given[0].type,
    nullable: true,
    compile: (evaluators) => {
      const [a, b] = foldedEvaluators(args, evaluators)
      const original = evaluators[0]
      return (cx) => {
        const x = a(cx)
        if (x === null) return null
        const y = b(cx)
        return y !== null && compare(x, y) === 0 ? null : original(cx)
      }
    },
  }
}

/**
 * CASE. The operands come in this order: the compared value (if `hasOperand`), then WHEN and THEN in turn, then ELSE (if
 * `hasElse`); the evaluators given to `compile` likewise.
 */
export function bindCase(args: readonly Argument[], hasOperand: boolean, hasElse: boolean): BoundFunction {
  const first = hasOperand ? 1 : 0
  const pairs = Math.floor((args.length - first) / 2)
  const results: Argument[] = []
  for (let i = 0; i < pairs; i++) results.push(args[first + 2 * i + 1])
  if (hasElse) results.push(args[args.length - 1])
  const type = results.length === 0 ? NULL_TYPE : resultType(results)
  const compares = hasOperand ? Array.from({ length: pairs }, (_, i) => comparator(args[0].type, args[1 + 2 * i].type)) : []
  const truths = hasOperand ? [] : Array.from({ length: pairs }, (_, i) => truthOf(args[2 * i].type))
  return {
    type,
    nullable: !hasElse || results.some((a) => a.nullable || a.type.name === 'NULL'),
    compile: (evaluators) => {
      const whens = Array.from({ length: pairs }, (_, i) => evaluators[first + 2 * i])
      const thens = Array.from({ length: pairs }, (_, i) => converted(type, args[first + 2 * i + 1], evaluators[first + 2 * i + 1]))
      const otherwise: Evaluator = hasElse ? converted(type, args[args.length - 1], evaluators[args.length - 1]) : () => null
      if (!hasOperand) {
        return (cx) => {
          for (let i = 0; i < pairs; i++) {
            const v = whens[i](cx)
            if (v !== null && truths[i](v)) return thens[i](cx)
          }
          return otherwise(cx)
        }
      }
      const operand = evaluators[0]
      return (cx) => {
        const x = operand(cx)
        if (x !== null) {
          for (let i = 0; i < pairs; i++) {
            const v = whens[i](cx)
            if (v !== null && compares[i](x, v) === 0) return thens[i](cx)
          }
        }
        return otherwise(cx)
      }
    },
  }
}

export const CONTROL: readonly ScalarFunction[] = deterministic([
  scalar('if', 3, 3, bindIf),
  scalar('ifnull', 2, 2, bindIfnull),
  scalar('nvl', 2, 2, bindIfnull),
  scalar('coalesce', 1, MANY, bindCoalesce),
  scalar('nullif', 2, 2, bindNullif),
])
