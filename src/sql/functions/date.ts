import { Decimal } from '../../prolly/decimal.ts'
import type { Evaluator, ExecContext } from '../exec/context.ts'
import {
  EPOCH_TO_DAYS, MICROS_PER_DAY, MICROS_PER_SECOND, ZERO_DATETIME, dateOfDatetime, dateOfDays, datetimeOf, dayOfYear, daysInMonth,
  daysOf, daysOfDate, daysOfDatetime, microsOfDay, newParts, packDate, unpackDatetime, unpackMicros, weekOf, weekdayOfDays,
} from '../types/calendar.ts'
import { dateOfType, datetimeOfType, decimalOf, doubleOf, intOf, textOf, timeOfType } from '../types/convert.ts'
import {
  MAX_TIME, datetimePlus, formatDate, formatDatetime, formatTime, inDatetimeRange, parseDatetime, parseTime, subsecondMicros, timeOf,
  zoneOffset, zoneToUtc,
} from '../types/datetime.ts'
import { toNumber } from '../types/decimal-math.ts'
import { type Interval, datetimeDifference, intervalOf, intervalUnit, isDateUnit, shiftDatetime } from '../types/interval.ts'
import type { SqlType } from '../types/sql-type.ts'
import {
  BIGINT, BIGINT_UNSIGNED, DATE, DATETIME6, INT, LONGTEXT, TIME, datetimeType, decimalType, hasDate, isNumeric, isText,
} from '../types/types.ts'
import type { Int, Value } from '../value.ts'
import { DAY_NAMES, MONTH_NAMES, formatHas, formatParts, parseByFormat, timeMicros } from './date-format.ts'
import { aliases, binary, constantText, scalar, strict, ternary, unary, wrongArguments } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction, Volatility } from './function.ts'

/** Date and time functions. A text that is no date gives NULL. */

const scratch = newParts()

/** The current moment in the session's time zone, microseconds. */
function localNow(cx: ExecContext): number {
  return cx.statementTime + cx.session.timeZoneOffset(cx.statementTime)
}

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

// --- the current moment

function fspArgument(args: readonly Argument[], name: string): number {
  if (args.length === 0) return 0
  const fsp = args[0].constant
  if (typeof fsp !== 'number' || fsp < 0 || fsp > 6) return wrongArguments(name)
  return fsp
}

/** Cuts a moment to its digits (NOW() never rounds up into the future). */
function truncated(micros: number, fsp: number): number {
  return micros - (micros % 10 ** (6 - fsp))
}

function bindNow(moment: (cx: ExecContext) => number): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const fsp = fspArgument(args, 'now')
    return { type: datetimeType(fsp), nullable: false, compile: () => (cx) => truncated(moment(cx), fsp) }
  }
}

function bindToday(moment: (cx: ExecContext) => number): () => BoundFunction {
  return () => ({ type: DATE, nullable: false, compile: () => (cx) => dateOfDatetime(moment(cx)) })
}

function bindTimeNow(moment: (cx: ExecContext) => number): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const fsp = fspArgument(args, 'curtime')
    return { type: TIME, nullable: false, compile: () => (cx) => microsOfDay(truncated(moment(cx), fsp)) }
  }
}

const utcNow = (cx: ExecContext): number => cx.statementTime
const sysNow = (cx: ExecContext): number => {
  const utc = cx.session.platform.now() * 1000
  return utc + cx.session.timeZoneOffset(utc)
}

// --- intervals

function unitOf(arg: Argument, name: string): string {
  const unit = constantText(arg)
  return (unit === undefined ? undefined : intervalUnit(unit)) ?? wrongArguments(name)
}

/** Evaluates an interval's amount; a constant one is worked out once. */
function intervalEvaluator(arg: Argument, evaluator: Evaluator, unit: string): (cx: ExecContext) => Interval | null {
  const text = isNumeric(arg.type) ? undefined : textOf(arg.type)
  const toDouble = doubleOf(arg.type)
  const decimalText = arg.type.name === 'DECIMAL' ? textOf(arg.type) : undefined
  const of = (v: Value): Interval => intervalOf(unit, text !== undefined ? text(v) : unit.includes('_') && decimalText !== undefined ? decimalText(v) : toDouble(v))
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

// --- parts

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

// --- conversions

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
  const type = hasDate(args[0].type) ? datetimeType(args[0].type.fsp ?? 0) : typeof args[0].constant === 'string' ? datetimeText(constantFsp(args[0].constant)) : DATETIME6
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
  const scale = hasDate(type) ? (type.fsp ?? 0) : typeof constant === 'string' ? constantFsp(constant) : type.name === 'DECIMAL' ? (type.scale ?? 0) : isText(type) ? 6 : 0
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
    if (dayOf < 1 || n < 0 || n > 9999) return null
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
  DATETIME: { USA: '%Y-%m-%d %H.%i.%s', JIS: '%Y-%m-%d %H:%i:%s', ISO: '%Y-%m-%d %H:%i:%s', EUR: '%Y-%m-%d %H.%i.%s', INTERNAL: '%Y%m%d%H%i%s' },
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

const VOLATILE: Volatility = 'volatile'
const SESSION: Volatility = 'session'

export const DATES: readonly ScalarFunction[] = [
  ...aliases(scalar('now', 0, 1, bindNow(localNow), VOLATILE), 'current_timestamp', 'localtime', 'localtimestamp'),
  scalar('sysdate', 0, 1, bindNow(sysNow), VOLATILE),
  scalar('utc_timestamp', 0, 1, bindNow(utcNow), VOLATILE),
  ...aliases(scalar('curdate', 0, 0, bindToday(localNow), VOLATILE), 'current_date'),
  scalar('utc_date', 0, 0, bindToday(utcNow), VOLATILE),
  ...aliases(scalar('curtime', 0, 1, bindTimeNow(localNow), VOLATILE), 'current_time'),
  scalar('utc_time', 0, 1, bindTimeNow(utcNow), VOLATILE),
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
  scalar('to_seconds', 1, 1, bindToSeconds),
  scalar('from_days', 1, 1, bindFromDays),
  scalar('time_to_sec', 1, 1, ofTime(BIGINT_UNSIGNED, (t) => Math.trunc(t / MICROS_PER_SECOND) + 0)),
  scalar('sec_to_time', 1, 1, bindSecToTime),
  scalar('date', 1, 1, bindDateOf),
  scalar('time', 1, 1, bindTimeOf),
  ...aliases(scalar('timestamp', 1, 2, bindTimestamp), 'datetime'),
  scalar('extract', 2, 2, bindExtract),
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
  scalar('makedate', 2, 2, bindMakeDate),
  scalar('maketime', 3, 3, bindMakeTime),
  scalar('date_format', 2, 2, bindDateFormat),
  scalar('time_format', 2, 2, bindTimeFormat),
  scalar('str_to_date', 2, 2, bindStrToDate),
  scalar('unix_timestamp', 0, 1, bindUnixTimestamp, VOLATILE),
  scalar('from_unixtime', 1, 2, bindFromUnixtime, SESSION),
  scalar('convert_tz', 3, 3, bindConvertTz),
  scalar('period_add', 2, 2, bindPeriodAdd),
  scalar('period_diff', 2, 2, bindPeriodDiff),
  scalar('get_format', 2, 2, bindGetFormat),
]
