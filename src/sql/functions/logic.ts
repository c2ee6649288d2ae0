import { truthOf } from '../types/convert.ts'
import { BOOLEAN, NULL_TYPE } from '../types/types.ts'
import { anyNullable, deterministic, scalar, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** AND, OR, XOR, NOT and the IS tests, in three-valued logic. */

function bindAnd(args: readonly Argument[]): BoundFunction {
  const [ta, tb] = args.map((a) => truthOf(a.type))
  return {
    type: BOOLEAN,
    nullable: anyNullable(args),
    compile: ([a, b]) => (cx) => {
      const x = a(cx)
      if (x !== null && !ta(x)) return 0
      const y = b(cx)
      if (y !== null && !tb(y)) return 0
      return x === null || y === null ? null : 1
    },
  }
}

function bindOr(args: readonly Argument[]): BoundFunction {
  const [ta, tb] = args.map((a) => truthOf(a.type))
  return {
    type: BOOLEAN,
    nullable: anyNullable(args),
    compile: ([a, b]) => (cx) => {
      const x = a(cx)
      if (x !== null && ta(x)) return 1
      const y = b(cx)
      if (y !== null && tb(y)) return 1
      return x === null || y === null ? null : 0
    },
  }
}

function bindXor(args: readonly Argument[]): BoundFunction {
  const [ta, tb] = args.map((a) => truthOf(a.type))
  return {
    type: BOOLEAN,
    nullable: anyNullable(args),
    compile: ([a, b]) => (cx) => {
      const x = a(cx)
      const y = b(cx)
      return x === null || y === null ? null : ta(x) === tb(y) ? 0 : 1
    },
  }
}

function bindNot(args: readonly Argument[]): BoundFunction {
  const truth = truthOf(args[0].type)
  return unary(args[0].type.name === 'NULL' ? NULL_TYPE : BOOLEAN, anyNullable(args), (v) => (truth(v) ? 0 : 1))
}

/** `IS [NOT] NULL`: never NULL itself. */
function bindIsNull(negated: boolean): (args: readonly Argument[]) => BoundFunction {
  const [whenNull, otherwise] = negated ? [0, 1] : [1, 0]
  return () => ({ type: BOOLEAN, nullable: false, compile: ([a]) => (cx) => (a(cx) === null ? whenNull : otherwise) })
}

/** `IS [NOT] TRUE` and `IS [NOT] FALSE`. */
function bindIsTruth(wanted: boolean, negated: boolean): (args: readonly Argument[]) => BoundFunction {
  const [yes, no] = negated ? [0, 1] : [1, 0]
  return (args) => {
    const truth = truthOf(args[0].type)
    return {
      type: BOOLEAN,
      nullable: false,
      compile: ([a]) => (cx) => {
        const v = a(cx)
        return v !== null && truth(v) === wanted ? yes : no
      },
    }
  }
}

export const LOGIC: readonly ScalarFunction[] = deterministic([
  scalar('and', 2, 2, bindAnd),
  scalar('or', 2, 2, bindOr),
  scalar('xor', 2, 2, bindXor),
  scalar('not', 1, 1, bindNot),
  scalar('is null', 1, 1, bindIsNull(false)),
  scalar('is not null', 1, 1, bindIsNull(true)),
  scalar('isnull', 1, 1, bindIsNull(false)),
  scalar('is true', 1, 1, bindIsTruth(true, false)),
  scalar('is not true', 1, 1, bindIsTruth(true, true)),
  scalar('is false', 1, 1, bindIsTruth(false, false)),
  scalar('is not false', 1, 1, bindIsTruth(false, true)),
  scalar('is unknown', 1, 1, bindIsNull(false)),
  scalar('is not unknown', 1, 1, bindIsNull(true)),
])
