import type { Evaluator, ExecContext } from '../exec/context.ts'
import { MICROS_PER_DAY, MICROS_PER_SECOND, dateOfDatetime, daysOfDate } from '../types/calendar.ts'
import { dateOfType, datetimeOfType, doubleOf, textOf, timeOfType } from '../types/convert.ts'
import {
  MAX_TIME, datetimePlus, formatDate, formatDatetime, formatTime, parseDatetime, parseTime, subsecondMicros,
} from '../types/datetime.ts'
import { type Interval, datetimeDifference, intervalOf, intervalUnit, isDateUnit, shiftDatetime } from '../types/interval.ts'
import { BIGINT, DATE, DATETIME6, LONGTEXT, TIME, hasDate, isNumeric, isText } from '../types/types.ts'
import type { Int, Value } from '../value.ts'
import { aliases, binary, constantText, deterministic, scalar, ternary, wrongArguments } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** Dates moved by intervals, and what lies between two of them. */

/** The unit of a constant argument. @throws OxbowError 1210 when it is none */
export function unitOf(arg: Argument, name: string): string {
  const unit = constantText(arg)
  return (unit === undefined ? undefined : intervalUnit(unit)) ?? wrongArguments(name)
}

/** Evaluates an interval's amount; a constant one is worked out once. */
function intervalEvaluator(arg: Argument, evaluator: Evaluator, unit: string): (cx: ExecContext) => Interval | null {
  const text = isNumeric(arg.type) ? undefined : textOf(arg.type)
  const toDouble = doubleOf(arg.type)
  const decimalText = arg.type.name === 'DECIMAL' ? textOf(arg.type) : undefined
  const amount = text ?? (unit.includes('_') && decimalText !== undefined ? decimalText : toDouble)
  const of = (v: Value): Interval => intervalOf(unit, amount(v))
  if (arg.constant !== undefined) {
    const interval = arg.constant === null ? null : of(arg.constant)
    return () => interval
  }
  return (cx) => {
    const v = evaluator(cx)
    return v === null ? null : of(v)
  }
}

const DATE_ONLY = /^\s*\d{1,4}[^\d\s]\d{1,2}[^\d\s]\d{1,2}\s*$|^\s*\d{8}\s*$|^\s*\d{6}\s*$/

/** DATE_ADD(date, amount, unit): dates stay dates under units of days, texts stay texts. */
function bindShift(sign: 1 | -1): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const unit = args.length < 3 ? 'DAY' : unitOf(args[2], 'date_add')
    const { type } = args[0]
    if (type.name === 'TIME' && !isDateUnit(unit)) return bindTimeShift(args, unit, sign)
    const toDatetime = datetimeOfType(type)
    const toDate = type.name === 'DATE' && isDateUnit(unit)
    const asText = isText(type)
    const result = toDate ? DATE : asText ? LONGTEXT : type.wire !== undefined && unit !== 'MICROSECOND' ? type : DATETIME6
    return {
      type: result,
      nullable: true,
      compile: ([date, amount]) => {
        const interval = intervalEvaluator(args[1], amount, unit)
        return (cx) => {
          const v = date(cx)
          if (v === null) return null
          const by = interval(cx)
          if (by === null) return null
          const at = toDatetime(v, cx)
          const shifted = at === null ? null : shiftDatetime(at, by, sign)
          if (shifted === null) return null
          if (toDate) return dateOfDatetime(shifted)
          if (!asText) return shifted
          if (isDateUnit(unit) && DATE_ONLY.test(v as string)) return formatDate(dateOfDatetime(shifted))
          return formatDatetime(shifted, subsecondMicros(shifted) === 0 ? 0 : 6)
        }
      },
    }
  }
}

function bindTimeShift(args: readonly Argument[], unit: string, sign: 1 | -1): BoundFunction {
  return {
    type: TIME,
    nullable: true,
    compile: ([time, amount]) => {
      const interval = intervalEvaluator(args[1], amount, unit)
      return (cx) => {
        const v = time(cx)
        if (v === null) return null
        const by = interval(cx)
        if (by === null) return null
        const t = (v as number) + sign * (by.micros + by.days * MICROS_PER_DAY)
        return Math.abs(t) > MAX_TIME ? null : t
      }
    },
  }
}


/** TIMESTAMPADD(unit, amount, date). */
function bindTimestampAdd(args: readonly Argument[]): BoundFunction {
  const shift = bindShift(1)([args[2], args[1], args[0]])
  return { type: shift.type, nullable: true, compile: ([unit, amount, date]) => shift.compile([date, amount, unit]) }
}

function bindTimestampDiff(args: readonly Argument[]): BoundFunction {
  const unit = unitOf(args[0], 'timestampdiff')
  const [, from, to] = args.map((a) => datetimeOfType(a.type))
  return ternary(BIGINT, true, (_, x, y, cx) => {
    const a = from(x, cx)
    const b = to(y, cx)
    if (a === null || b === null) return null
    return datetimeDifference(unit, a, b) ?? null
  })
}

/** ADDTIME and SUBTIME: the first argument may be a TIME or a datetime. */
function bindAddTime(sign: 1 | -1): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const { type } = args[0]
    const toTime = timeOfType(args[1].type)
    const held = (t: number): number => Math.max(-MAX_TIME, Math.min(MAX_TIME, t)) + 0
    if (type.name === 'TIME') {
      return binary(TIME, true, (v, t) => {
        const by = toTime(t)
        return by === null ? null : held((v as number) + sign * by)
      })
    }
    if (hasDate(type)) {
      const toDatetime = datetimeOfType(type)
      return binary(DATETIME6, true, (v, t, cx) => {
        const at = toDatetime(v, cx)
        const by = toTime(t)
        return at === null || by === null ? null : datetimePlus(at, sign * by)
      })
    }
    const text = textOf(type)
    return binary(LONGTEXT, true, (v, t) => {
      const by = toTime(t)
      if (by === null) return null
      const s = text(v)
      const time = /^\s*\d{1,4}[^\d\s:]\d/.test(s) ? undefined : parseTime(s)
      if (time !== undefined) return formatTime(held(time + sign * by), (time + sign * by) % MICROS_PER_SECOND === 0 ? 0 : 6)
      const at = parseDatetime(s)
      if (at === undefined) return null
      const sum = datetimePlus(at, sign * by)
      return formatDatetime(sum, subsecondMicros(sum) === 0 ? 0 : 6)
    })
  }
}

function bindTimeDiff(args: readonly Argument[]): BoundFunction {
  const kinds = args.map((a) => momentOf(a))
  return binary(TIME, true, (x, y, cx) => {
    const a = kinds[0](x, cx)
    const b = kinds[1](y, cx)
    // Both must be of one kind (manual, TIMEDIFF()).
    if (a === null || b === null || a.isTime !== b.isTime) return null
    const difference = Number(BigInt(a.micros) - BigInt(b.micros))
    return Math.max(-MAX_TIME, Math.min(MAX_TIME, difference))
  })
}

function momentOf(arg: Argument): (v: Value, cx: ExecContext) => { isTime: boolean; micros: Int } | null {
  const { type } = arg
  if (type.name === 'TIME') return (v) => ({ isTime: true, micros: v as number })
  if (hasDate(type)) {
    const toDatetime = datetimeOfType(type)
    return (v, cx) => {
      const micros = toDatetime(v, cx)
      return micros === null ? null : { isTime: false, micros }
    }
  }
  const text = textOf(type)
  return (v) => {
    const s = text(v)
    const at = /^\s*\d{1,4}[^\d\s:]\d/.test(s) ? parseDatetime(s) : undefined
    if (at !== undefined) return { isTime: false, micros: at }
    const time = parseTime(s)
    return time === undefined ? null : { isTime: true, micros: time }
  }
}

function bindDateDiff(args: readonly Argument[]): BoundFunction {
  const [a, b] = args.map((x) => dateOfType(x.type))
  return binary(BIGINT, true, (x, y, cx) => {
    const from = a(x, cx)
    const to = b(y, cx)
    return from === null || to === null || from === 0 || to === 0 ? null : daysOfDate(from) - daysOfDate(to)
  })
}

export const DATE_SHIFTS: readonly ScalarFunction[] = deterministic([
  ...aliases(scalar('date_add', 2, 3, bindShift(1)), '+ interval'),
  ...aliases(scalar('date_sub', 2, 3, bindShift(-1)), '- interval'),
  scalar('adddate', 2, 3, bindShift(1)),
  scalar('subdate', 2, 3, bindShift(-1)),
  scalar('timestampadd', 3, 3, bindTimestampAdd),
  scalar('timestampdiff', 3, 3, bindTimestampDiff),
  scalar('datediff', 2, 2, bindDateDiff),
  scalar('timediff', 2, 2, bindTimeDiff),
  scalar('addtime', 2, 2, bindAddTime(1)),
  scalar('subtime', 2, 2, bindAddTime(-1)),
])
