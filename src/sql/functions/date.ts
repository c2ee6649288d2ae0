import { Decimal } from '../../prolly/decimal.ts'
import type { ExecContext } from '../exec/context.ts'
import {
  EPOCH_TO_DAYS, MICROS_PER_SECOND, ZERO_DATETIME, dateOfDays, datetimeOf, daysOf, daysOfDatetime, microsOfDay, newParts,
  packDate, unpackDatetime, unpackMicros,
} from '../types/calendar.ts'
import { dateOfType, datetimeOfType, decimalOf, doubleOf, intOf, textOf, timeOfType } from '../types/convert.ts'
import {
  MAX_TIME, datetimePlus, inDatetimeRange, parseDatetime, subsecondMicros, timeOf, zoneOffset, zoneToUtc,
} from '../types/datetime.ts'
import { toNumber } from '../types/decimal-math.ts'
import type { SqlType } from '../types/sql-type.ts'
import { BIGINT, DATE, DATETIME6, LONGTEXT, TIME, datetimeType, decimalType, hasDate, isText } from '../types/types.ts'
import type { Int, Value } from '../value.ts'
import { formatHas, formatParts, parseByFormat, timeMicros } from './date-format.ts'
import { aliases, binary, constantText, deterministic, scalar, ternary, unary, wrongArguments } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** Dates and times made from numbers and texts, and turned into them. A text that is no date gives NULL. */

const scratch = newParts()

function bindDateOf(args: readonly Argument[]): BoundFunction {
  const toDate = dateOfType(args[0].type)
  return unary(DATE, true, (v, cx) => toDate(v, cx))
}

/** A datetime that Dolt labels as text. */
function datetimeText(fsp: number): SqlType {
  return { name: 'DATETIME', fsp, wire: LONGTEXT }
}

function bindTimestamp(args: readonly Argument[]): BoundFunction {
  const toDatetime = datetimeOfType(args[0].type)
  const { type: from, constant } = args[0]
  const type = hasDate(from) ? datetimeType(from.fsp ?? 0) : typeof constant === 'string' ? datetimeText(constantFsp(constant)) : DATETIME6
  if (args.length === 1) return unary(type, true, (v, cx) => toDatetime(v, cx))
  const toTime = timeOfType(args[1].type)
  return binary(DATETIME6, true, (v, t, cx) => {
    const at = toDatetime(v, cx)
    const time = toTime(t)
    if (at === null || time === null) return null
    const sum = datetimePlus(at, time)
    return inDatetimeRange(sum) ? sum : null
  })
}

function bindDateFormat(args: readonly Argument[]): BoundFunction {
  const toDatetime = datetimeOfType(args[0].type)
  const format = textOf(args[1].type)
  return binary(LONGTEXT, true, (v, f, cx) => {
    const at = toDatetime(v, cx)
    return at === null ? null : formatParts(format(f), unpackDatetime(at, scratch))
  })
}

function bindTimeFormat(args: readonly Argument[]): BoundFunction {
  const toTime = timeOfType(args[0].type)
  const format = textOf(args[1].type)
  return binary(LONGTEXT, true, (v, f) => {
    const micros = toTime(v)
    if (micros === null) return null
    const p = scratch
    p.year = p.month = p.day = 0
    unpackMicros(Math.abs(micros), p)
    const text = formatParts(format(f).replace(/%[YymcMbdeDjaWwUuVvXx]/g, '0'), p)
    return text !== null && micros < 0 ? `-${text}` : text
  })
}

function bindStrToDate(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  const format = textOf(args[1].type)
  const known = constantText(args[1])
  const has = known === undefined ? { date: true, time: true, micros: true } : formatHas(known)
  const type = !has.time ? DATE : !has.date ? TIME : has.micros ? DATETIME6 : datetimeType(0)
  return binary(type, true, (v, f) => {
    const p = parseByFormat(text(v), format(f))
    if (p === undefined) return null
    if (type === TIME) return timeMicros(p)
    const zero = p.year === 0 && p.month === 0 && p.day === 0
    if (!zero && (p.month === 0 || p.day === 0)) return null
    if (type === DATE) return packDate(p.year, p.month, p.day)
    return zero ? (timeMicros(p) === 0 ? ZERO_DATETIME : null) : datetimeOf(daysOf(p.year, p.month, p.day), timeMicros(p))
  })
}

/** UNIX_TIMESTAMP([date]): with digits behind the point as the date has them. */
function bindUnixTimestamp(args: readonly Argument[]): BoundFunction {
  if (args.length === 0) {
    return { type: BIGINT, nullable: false, compile: () => (cx) => Math.floor(cx.statementTime / MICROS_PER_SECOND) }
  }
  const { type, constant } = args[0]
  const toDatetime = datetimeOfType(type)
  const scale = typeof constant === 'string' ? constantFsp(constant) : isText(type) ? 6 : (type.fsp ?? type.scale ?? 0)
  const whole = typeof constant === 'string' && scale === 0
  return unary(whole ? BIGINT : decimalType(12 + scale, scale), true, (v, cx) => {
    const at = toDatetime(v, cx)
    if (at === null) return null
    const utc = typeof at === 'number' ? at - cx.session.timeZoneOffset(at) : 0
    const shown = utc < 0 || utc >= 32536771200 * MICROS_PER_SECOND ? 0 : utc
    if (whole) return Math.floor(shown / MICROS_PER_SECOND)
    return new Decimal(BigInt(Math.floor(shown / 10 ** (6 - scale))), scale)
  })
}

function constantFsp(text: string): number {
  const at = parseDatetime(text, false)
  return at === undefined || subsecondMicros(at) === 0 ? 0 : String(subsecondMicros(at)).padStart(6, '0').replace(/0+$/, '').length
}

function bindFromUnixtime(args: readonly Argument[]): BoundFunction {
  const toDecimal = decimalOf(args[0].type)
  const format = args.length > 1 ? textOf(args[1].type) : undefined
  const moment = (v: Value, cx: ExecContext): Int | null => {
    const seconds = toNumber(toDecimal(v))
    if (seconds < 0 || seconds > 32536771199) return null
    const utc = Math.round(seconds * MICROS_PER_SECOND)
    return utc + cx.session.timeZoneOffset(utc)
  }
  if (format === undefined) return unary(DATETIME6, true, moment)
  return binary(LONGTEXT, true, (v, f, cx) => {
    const at = moment(v, cx)
    return at === null ? null : formatParts(format(f), unpackDatetime(at, scratch))
  })
}

function bindFromDays(args: readonly Argument[]): BoundFunction {
  const toInt = intOf(args[0].type)
  return unary(DATE, true, (v) => {
    const days = Number(toInt(v))
    return days < 366 || days > 3652424 ? 0 : dateOfDays(days - EPOCH_TO_DAYS)
  })
}

function bindMakeDate(args: readonly Argument[]): BoundFunction {
  const [year, day] = args.map((a) => intOf(a.type))
  return binary(DATE, true, (y, d) => {
    let n = Number(year(y))
    const dayOf = Number(day(d))
    if (n < 100 && n >= 0) n += n < 70 ? 2000 : 1900
    if (dayOf < 1 || dayOf > 3_700_000 || n < 0 || n > 9999) return null
    const date = dateOfDays(daysOf(n, 1, 1) + dayOf - 1)
    return date >> 16 > 9999 ? null : date
  })
}

function bindMakeTime(args: readonly Argument[]): BoundFunction {
  const hour = intOf(args[0].type)
  const minute = intOf(args[1].type)
  const second = doubleOf(args[2].type)
  return ternary(TIME, true, (h, m, s) => {
    const hours = Number(hour(h))
    const minutes = Number(minute(m))
    const seconds = second(s)
    if (minutes < 0 || minutes > 59 || seconds < 0 || seconds >= 60) return null
    return timeOf(hours < 0, Math.abs(hours), minutes, 0, Math.round(seconds * MICROS_PER_SECOND))
  })
}

function bindSecToTime(args: readonly Argument[]): BoundFunction {
  const toDouble = doubleOf(args[0].type)
  return unary(TIME, true, (v) => {
    const micros = Math.round(toDouble(v) * MICROS_PER_SECOND)
    return Math.max(-MAX_TIME, Math.min(MAX_TIME, micros)) + 0
  })
}

function bindConvertTz(args: readonly Argument[]): BoundFunction {
  const toDatetime = datetimeOfType(args[0].type)
  const [, from, to] = args.map((a) => textOf(a.type))
  return ternary(DATETIME6, true, (v, f, t, cx) => {
    const at = toDatetime(v, cx)
    if (at === null || at === ZERO_DATETIME) return null
    const utc = zoneToUtc(zoneName(from(f)), at)
    if (utc === undefined) return null
    const offset = zoneOffset(zoneName(to(t)), utc)
    return offset === undefined ? null : datetimePlus(utc, offset)
  })
}

function zoneName(zone: string): string {
  return zone.toUpperCase() === 'SYSTEM' ? 'SYSTEM' : zone
}

function bindToSeconds(args: readonly Argument[]): BoundFunction {
  const toDatetime = datetimeOfType(args[0].type)
  return unary(BIGINT, true, (v, cx) => {
    const at = toDatetime(v, cx)
    if (at === null || at === ZERO_DATETIME) return null
    return (daysOfDatetime(at) + EPOCH_TO_DAYS) * 86400 + Math.floor(microsOfDay(at) / MICROS_PER_SECOND)
  })
}

function periodMonths(period: number): number {
  const year = Math.floor(period / 100)
  return (year < 70 ? year + 2000 : year < 100 ? year + 1900 : year) * 12 + (period % 100) - 1
}

function bindPeriodAdd(args: readonly Argument[]): BoundFunction {
  const [period, months] = args.map((a) => intOf(a.type))
  return binary(BIGINT, true, (p, n) => {
    const total = periodMonths(Number(period(p))) + Number(months(n))
    return Math.floor(total / 12) * 100 + (total % 12) + 1
  })
}

function bindPeriodDiff(args: readonly Argument[]): BoundFunction {
  const [a, b] = args.map((x) => intOf(x.type))
  return binary(BIGINT, true, (x, y) => periodMonths(Number(a(x))) - periodMonths(Number(b(y))))
}

const FORMATS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DATE: { USA: '%m.%d.%Y', JIS: '%Y-%m-%d', ISO: '%Y-%m-%d', EUR: '%d.%m.%Y', INTERNAL: '%Y%m%d' },
  TIME: { USA: '%h:%i:%s %p', JIS: '%H:%i:%s', ISO: '%H:%i:%s', EUR: '%H.%i.%s', INTERNAL: '%H%i%s' },
  DATETIME: { USA: '%Y-%m-%d %H.%i.%s', JIS: '%Y-%m-%d %H:%i:%s', ISO: '%Y-%m-%d %H:%i:%s', EUR: '%Y-%m-%d %H.%i.%s',
    INTERNAL: '%Y%m%d%H%i%s' },
}

/** GET_FORMAT(kind, standard), with the kind as a text. */
function bindGetFormat(args: readonly Argument[]): BoundFunction {
  const kind = constantText(args[0])?.toUpperCase() ?? ''
  const formats = FORMATS[kind === 'TIMESTAMP' ? 'DATETIME' : kind] ?? wrongArguments('get_format')
  const text = textOf(args[1].type)
  return binary(LONGTEXT, true, (_, v) => formats[text(v).toUpperCase()] ?? null)
}

function bindTimeOf(args: readonly Argument[]): BoundFunction {
  const toTime = timeOfType(args[0].type)
  return unary(TIME, true, (v) => toTime(v))
}

export const DATE_CONVERSIONS: readonly ScalarFunction[] = deterministic([
  scalar('to_seconds', 1, 1, bindToSeconds),
  scalar('from_days', 1, 1, bindFromDays),
  scalar('sec_to_time', 1, 1, bindSecToTime),
  scalar('date', 1, 1, bindDateOf),
  scalar('time', 1, 1, bindTimeOf),
  ...aliases(scalar('timestamp', 1, 2, bindTimestamp), 'datetime'),
  scalar('makedate', 2, 2, bindMakeDate),
  scalar('maketime', 3, 3, bindMakeTime),
  scalar('date_format', 2, 2, bindDateFormat),
  scalar('time_format', 2, 2, bindTimeFormat),
  scalar('str_to_date', 2, 2, bindStrToDate),
  scalar('unix_timestamp', 0, 1, bindUnixTimestamp, 'volatile'),
  scalar('from_unixtime', 1, 2, bindFromUnixtime, 'session'),
  scalar('convert_tz', 3, 3, bindConvertTz),
  scalar('period_add', 2, 2, bindPeriodAdd),
  scalar('period_diff', 2, 2, bindPeriodDiff),
  scalar('get_format', 2, 2, bindGetFormat),
])
