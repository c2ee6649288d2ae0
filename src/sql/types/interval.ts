import type { Int } from '../value.ts'
import {
  MICROS_PER_DAY, MICROS_PER_SECOND, ZERO_DATETIME, dateOfDatetime, dateOfDays, datetimeOf, daysInMonth, daysOf, daysOfDatetime,
    microsOfDay, packDate,
} from './calendar.ts'
import { inDatetimeRange } from './datetime.ts'

/** INTERVALs: what `INTERVAL 'expr' unit` means, and dates shifted by them (MySQL's manual, "Temporal Intervals"). */

/** Months and days have no fixed length in microseconds (days would leave the safe integers), so each is kept apart. */
export interface Interval {
  readonly months: number
  readonly days: number
  readonly micros: number
}

const SINGLE: Readonly<Record<string, readonly [months: number, days: number, micros: number]>> = {
  MICROSECOND: [0, 0, 1],
  SECOND: [0, 0, MICROS_PER_SECOND],
  MINUTE: [0, 0, 60 * MICROS_PER_SECOND],
  HOUR: [0, 0, 3600 * MICROS_PER_SECOND],
  DAY: [0, 1, 0],
  WEEK: [0, 7, 0],
  MONTH: [1, 0, 0],
  QUARTER: [3, 0, 0],
  YEAR: [12, 0, 0],
}

/** The parts of composite units, from the largest. */
const COMPOSITE: Readonly<Record<string, readonly string[]>> = {
  SECOND_MICROSECOND: ['SECOND', 'MICROSECOND'],
  MINUTE_MICROSECOND: ['MINUTE', 'SECOND', 'MICROSECOND'],
  MINUTE_SECOND: ['MINUTE', 'SECOND'],
  HOUR_MICROSECOND: ['HOUR', 'MINUTE', 'SECOND', 'MICROSECOND'],
  HOUR_SECOND: ['HOUR', 'MINUTE', 'SECOND'],
  HOUR_MINUTE: ['HOUR', 'MINUTE'],
  DAY_MICROSECOND: ['DAY', 'HOUR', 'MINUTE', 'SECOND', 'MICROSECOND'],
  DAY_SECOND: ['DAY', 'HOUR', 'MINUTE', 'SECOND'],
  DAY_MINUTE: ['DAY', 'HOUR', 'MINUTE'],
  DAY_HOUR: ['DAY', 'HOUR'],
  YEAR_MONTH: ['YEAR', 'MONTH'],
}

/** The unit in MySQL's spelling (upper case, without SQL_TSI_), or undefined when there is none. */
export function intervalUnit(text: string): string | undefined {
  const unit = text.toUpperCase().replace(/^SQL_TSI_/, '')
  return unit in SINGLE || unit in COMPOSITE ? unit : undefined
}

/** True when the unit moves whole days only, so that a DATE stays one. */
export function isDateUnit(unit: string): boolean {
  return unit === 'YEAR_MONTH' || (unit in SINGLE && SINGLE[unit][2] === 0)
}

/** The interval of a number (or text that begins with one) of a unit. */
export function intervalOf(unit: string, amount: number | string): Interval {
  const parts = COMPOSITE[unit]
  if (parts !== undefined) return compositeInterval(parts, String(amount))
  const [months, days, micros] = SINGLE[unit]
  const n = typeof amount === 'number' ? amount : Number.parseFloat(amount) || 0
  if (unit === 'SECOND') return { months: 0, days: 0, micros: Math.round(n * MICROS_PER_SECOND) }
  const whole = n < 0 ? -Math.round(-n) : Math.round(n)
  return { months: months * whole, days: days * whole, micros: micros * whole }
}

function compositeInterval(parts: readonly string[], text: string): Interval {
  const negative = /^\s*-/.test(text)
  const groups = text.match(/\d+/g) ?? []
  let months = 0
  let days = 0
  let micros = 0
  // Fewer numbers than parts: the leftmost parts are missing.
  const offset = Math.max(0, parts.length - groups.length)
  for (let i = offset; i < parts.length; i++) {
    const group = groups[i - offset]
    const n = parts[i] === 'MICROSECOND' ? Number(group.slice(0, 6).padEnd(6, '0')) : Number(group)
    const unit = SINGLE[parts[i]]
    months += unit[0] * n
    days += unit[1] * n
    micros += unit[2] * n
  }
  return negative ? { months: -months, days: -days, micros: -micros } : { months, days, micros }
}

/** A datetime shifted by an interval (`sign` -1 goes back); null when it would leave the years 0 to 9999. */
export function shiftDatetime(at: Int, interval: Interval, sign: 1 | -1): Int | null {
  if (at === ZERO_DATETIME) return null
  let days = daysOfDatetime(at)
  if (interval.months !== 0) {
    const date = shiftMonths(dateOfDatetime(at), sign * interval.months)
    if (date === null) return null
    days = daysOf(date >> 16, (date >> 8) & 255, date & 255)
  }
  days += sign * interval.days
  const whole = Math.floor(interval.micros / MICROS_PER_DAY)
  days += sign * whole
  if (!Number.isSafeInteger(days) || Math.abs(days) > 4_000_000) return null
  const result = datetimeOf(days, microsOfDay(at) + sign * (interval.micros - whole * MICROS_PER_DAY))
  return inDatetimeRange(result) ? result : null
}

/** A date some months later; the day is held within its new month. */
function shiftMonths(date: number, months: number): number | null {
  const index = (date >> 16) * 12 + ((date >> 8) & 255) - 1 + months
  const year = Math.floor(index / 12)
  if (!(year >= 0 && year <= 9999)) return null
  const month = index - year * 12 + 1
  return packDate(year, month, Math.min(date & 255, daysInMonth(year, month)))
}

/** Whole units from one datetime to another (TIMESTAMPDIFF); undefined for a unit that can't be counted. */
export function datetimeDifference(unit: string, from: Int, to: Int): Int | undefined {
  const single = SINGLE[unit]
  if (single === undefined) return undefined
  if (single[0] > 0) return Math.trunc(monthsBetween(from, to) / single[0])
  const micros = BigInt(to) - BigInt(from)
  const q = micros / (single[1] > 0 ? BigInt(single[1]) * BigInt(MICROS_PER_DAY) : BigInt(single[2]))
  return Number.isSafeInteger(Number(q)) ? Number(q) : q
}

function monthsBetween(from: Int, to: Int): number {
  if (to < from) return -monthsBetween(to, from) + 0
  const a = dateOfDays(daysOfDatetime(from))
  const b = dateOfDays(daysOfDatetime(to))
  let months = ((b >> 16) - (a >> 16)) * 12 + ((b >> 8) & 255) - ((a >> 8) & 255)
  const dayA = a & 255
  const dayB = b & 255
  if (dayB < dayA || (dayB === dayA && microsOfDay(to) < microsOfDay(from))) months--
  return months
}
