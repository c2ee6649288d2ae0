import {
  EPOCH_TO_DAYS, MICROS_PER_SECOND, dayOfYear, daysInMonth, daysOfDate, newParts, packDate, unpackDatetime, unpackMicros, weekOf,
  weekdayOfDays,
} from '../types/calendar.ts'
import { dateOfType, datetimeOfType, intOf, timeOfType } from '../types/convert.ts'
import type { SqlType } from '../types/sql-type.ts'
import { BIGINT, BIGINT_UNSIGNED, DATE, INT, LONGTEXT } from '../types/types.ts'
import type { Value } from '../value.ts'
import { DAY_NAMES, MONTH_NAMES } from './date-format.ts'
import { aliases, binary, deterministic, scalar, strict, unary } from './define.ts'
import { unitOf } from './date-shift.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** Parts of dates and times. The zero date has parts too (zeros), but no place in the calendar. */

const scratch = newParts()

/** A function of one date (packed, never the zero date). */
function ofDate(type: SqlType, f: (date: number) => Value): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const toDate = dateOfType(args[0].type)
    return unary(type, true, (v, cx) => {
      const date = toDate(v, cx)
      return date === null || date === 0 ? null : f(date)
    })
  }
}

/** As `ofDate`, yet the zero date has parts too (zeros). */
function ofDatePart(f: (date: number) => Value): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const toDate = dateOfType(args[0].type)
    return unary(INT, true, (v, cx) => {
      const date = toDate(v, cx)
      return date === null ? null : f(date)
    })
  }
}

/** A function of a time of day or a longer TIME. */
function ofTime(type: SqlType, f: (micros: number) => Value): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const toTime = timeOfType(args[0].type)
    return unary(type, true, (v) => {
      const micros = toTime(v)
      return micros === null ? null : f(micros)
    })
  }
}

function timePart(divisor: number, modulus: number): (micros: number) => Value {
  return (micros) => Math.floor(Math.abs(micros) / divisor) % modulus
}

/** EXTRACT(unit, value). */
function bindExtract(args: readonly Argument[]): BoundFunction {
  const unit = unitOf(args[0], 'extract')
  const onlyTime = !/YEAR|MONTH|DAY|WEEK|QUARTER/.test(unit)
  const { type } = args[1]
  const toTime = timeOfType(type)
  const toDatetime = datetimeOfType(type)
  return binary(BIGINT, true, (_, v, cx) => {
    const p = scratch
    let sign = 1
    if (onlyTime || type.name === 'TIME') {
      const micros = toTime(v)
      if (micros === null) return null
      sign = micros < 0 ? -1 : 1
      p.year = p.month = p.day = 0
      unpackMicros(Math.abs(micros), p)
    } else {
      const at = toDatetime(v, cx)
      if (at === null) return null
      unpackDatetime(at, p)
    }
    return sign * extractPart(unit, p) + 0
  })
}

function extractPart(unit: string, p: typeof scratch): number {
  const time = (p.hour * 100 + p.minute) * 100 + p.second
  switch (unit) {
    case 'YEAR': return p.year
    case 'QUARTER': return Math.ceil(p.month / 3)
    case 'MONTH': return p.month
    case 'WEEK': return p.day === 0 ? 0 : weekOf(packDate(p.year, p.month, p.day), 0) % 100
    case 'DAY': return p.day
    case 'HOUR': return p.hour
    case 'MINUTE': return p.minute
    case 'SECOND': return p.second
    case 'MICROSECOND': return p.micros
    case 'YEAR_MONTH': return p.year * 100 + p.month
    case 'DAY_HOUR': return p.day * 100 + p.hour
    case 'DAY_MINUTE': return (p.day * 100 + p.hour) * 100 + p.minute
    case 'DAY_SECOND': return p.day * 1e6 + time
    case 'DAY_MICROSECOND': return (p.day * 1e6 + time) * 1e6 + p.micros
    case 'HOUR_MINUTE': return p.hour * 100 + p.minute
    case 'HOUR_SECOND': return time
    case 'HOUR_MICROSECOND': return time * 1e6 + p.micros
    case 'MINUTE_SECOND': return p.minute * 100 + p.second
    case 'MINUTE_MICROSECOND': return (p.minute * 100 + p.second) * 1e6 + p.micros
    default: return p.second * 1e6 + p.micros
  }
}

function weekMode(args: readonly Argument[]): (v: Value | undefined) => number {
  if (args.length < 2) return () => 0
  const toInt = intOf(args[1].type)
  return (v) => (v === undefined ? 0 : Number(toInt(v)) & 7)
}

/** WEEK(date[, mode]): modes 0, 1, 4 and 5 count weeks from 0. */
function bindWeek(args: readonly Argument[]): BoundFunction {
  const toDate = dateOfType(args[0].type)
  const mode = weekMode(args)
  return strict(INT, true, (v, cx) => {
    const date = toDate(v[0], cx)
    return date === null || date === 0 ? null : weekOf(date, mode(v[1])) % 100
  })
}

function bindYearWeek(args: readonly Argument[]): BoundFunction {
  const toDate = dateOfType(args[0].type)
  const mode = weekMode(args)
  return strict(INT, true, (v, cx) => {
    const date = toDate(v[0], cx)
    return date === null || date === 0 ? null : weekOf(date, mode(v[1]) | 2)
  })
}

function lastDay(date: number): number {
  return (date & ~255) | daysInMonth(date >> 16, (date >> 8) & 255)
}

export const DATE_PARTS: readonly ScalarFunction[] = deterministic([
  scalar('year', 1, 1, ofDatePart((d) => d >> 16)),
  scalar('month', 1, 1, ofDatePart((d) => (d >> 8) & 255)),
  ...aliases(scalar('day', 1, 1, ofDatePart((d) => d & 255)), 'dayofmonth'),
  scalar('quarter', 1, 1, ofDatePart((d) => Math.ceil(((d >> 8) & 255) / 3))),
  scalar('hour', 1, 1, ofTime(INT, timePart(3600 * MICROS_PER_SECOND, 1000))),
  scalar('minute', 1, 1, ofTime(INT, timePart(60 * MICROS_PER_SECOND, 60))),
  scalar('second', 1, 1, ofTime(INT, timePart(MICROS_PER_SECOND, 60))),
  scalar('microsecond', 1, 1, ofTime(BIGINT_UNSIGNED, timePart(1, MICROS_PER_SECOND))),
  scalar('dayofweek', 1, 1, ofDate(INT, (d) => ((weekdayOfDays(daysOfDate(d)) + 1) % 7) + 1)),
  scalar('weekday', 1, 1, ofDate(INT, (d) => weekdayOfDays(daysOfDate(d)))),
  scalar('dayofyear', 1, 1, ofDate(INT, dayOfYear)),
  scalar('week', 1, 2, bindWeek),
  scalar('weekofyear', 1, 1, ofDate(BIGINT_UNSIGNED, (d) => weekOf(d, 3) % 100)),
  scalar('yearweek', 1, 2, bindYearWeek),
  scalar('dayname', 1, 1, ofDate(LONGTEXT, (d) => DAY_NAMES[weekdayOfDays(daysOfDate(d))])),
  scalar('monthname', 1, 1, ofDate(LONGTEXT, (d) => MONTH_NAMES[((d >> 8) & 255) - 1] ?? null)),
  scalar('last_day', 1, 1, ofDate(DATE, lastDay)),
  scalar('to_days', 1, 1, ofDate(BIGINT, (d) => daysOfDate(d) + EPOCH_TO_DAYS)),
  scalar('time_to_sec', 1, 1, ofTime(BIGINT_UNSIGNED, (t) => Math.trunc(t / MICROS_PER_SECOND) + 0)),
  scalar('extract', 2, 2, bindExtract),
])
