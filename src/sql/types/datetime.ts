import type { Int } from '../value.ts'
import {
  type DateParts, MICROS_PER_SECOND, ZERO_DATETIME, datetimeOf, daysInMonth, daysOf, microsOfDay, newParts, packDate,
  packDatetime, unpackDatetime, unpackMicros,
} from './calendar.ts'

/** Dates and times between text, numbers and their stored forms, after MySQL's manual, "Date and Time Literals". */

/** The longest TIME: 838:59:59. */
export const MAX_TIME = 3020399 * MICROS_PER_SECOND

const scratch = newParts()

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}

function four(n: number): string {
  return String(n).padStart(4, '0')
}

/** `.ffffff` with `fsp` digits, or '' when fsp is 0. */
function fraction(micros: number, fsp: number): string {
  return fsp === 0 ? '' : `.${String(micros).padStart(6, '0').slice(0, fsp)}`
}

/** `YYYY-MM-DD`. */
export function formatDate(date: number): string {
  return `${four(date >> 16)}-${two((date >> 8) & 255)}-${two(date & 255)}`
}

/** `YYYY-MM-DD hh:mm:ss[.ffffff]`. */
export function formatDatetime(micros: Int, fsp: number): string {
  const p = unpackDatetime(micros, scratch)
  return `${four(p.year)}-${two(p.month)}-${two(p.day)} ${two(p.hour)}:${two(p.minute)}:${two(p.second)}${fraction(p.micros, fsp)}`
}

/** `[-]hh:mm:ss[.ffffff]`; hours may have three digits. */
export function formatTime(micros: number, fsp: number): string {
  unpackMicros(Math.abs(micros), scratch)
  const p = scratch
  return `${micros < 0 ? '-' : ''}${two(p.hour)}:${two(p.minute)}:${two(p.second)}${fraction(p.micros, fsp)}`
}

/** Rounds microseconds to `fsp` digits, half away from zero. */
export function roundMicros(micros: Int, fsp: number): Int {
  if (fsp >= 6) return micros
  const unit = 10 ** (6 - fsp)
  const r = microsOfDay(micros) % unit
  if (r === 0) return micros
  const delta = r * 2 >= unit ? unit - r : -r
  return typeof micros === 'number' ? micros + delta : datetimePlus(micros, delta)
}

/** A datetime and microseconds (safe integer) later. */
export function datetimePlus(micros: Int, delta: number): Int {
  if (typeof micros === 'number') {
    const sum = micros + delta
    if (Number.isSafeInteger(sum)) return sum
  }
  const sum = BigInt(micros) + BigInt(delta)
  return sum >= -9007199254740991n && sum <= 9007199254740991n ? Number(sum) : sum
}

/** Microseconds of a fraction's digits (those behind the point), rounded at the sixth. */
function fractionMicros(digits: string): number {
  const micros = Number(digits.slice(0, 6).padEnd(6, '0'))
  return digits.length > 6 && digits.charCodeAt(6) >= 53 ? micros + 1 : micros
}

/** Two-digit years: 70 to 99 are of the 20th century, others of the 21st. */
function fullYear(year: number, digits: number): number {
  return digits > 2 ? year : year < 70 ? 2000 + year : 1900 + year
}

/** True for a date of the calendar, or one that MySQL's default SQL mode takes for zero. */
function validDate(year: number, month: number, day: number): boolean {
  if (year === 0 && month === 0 && day === 0) return true
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) && year <= 9999
}

const DELIMITED = /^\s*(\d{1,4})[^\d\s](\d{1,2})[^\d\s](\d{1,2})(?:(?:[T\s]|[^\dZ+\-:\w])\s*(?:(\d{1,2})(?:[^\d\s](\d{1,2})(?:[^\d\s](\d{1,2})(?:\.(\d*))?)?)?)?)?\s*(?:(Z|[+-]\d{2}:?\d{2})(?!\d))?(.*)$/s
const COMPACT = /^\s*(\d{14}|\d{12}|\d{8}|\d{6}|\d{5})(?:T?(\d{6}))?(?:\.(\d*))?\s*$/

/** A zone's name behind its offset, as Go prints times (`2006-01-02 15:04:05 -0700 MST`) and Dolt reads them. */
const ZONE_NAME = /^ [A-Z]{3,5}$/

/**
 * Reads a date or datetime out of a text; undefined when there is none. With `strict` also text that goes on after it
 * is refused. An offset (`+01:00`) is taken into account; the result is then in UTC.
 */
export function parseDatetime(text: string, strict = true): Int | undefined {
  const m = DELIMITED.exec(text)
  if (m === null) return parseCompact(text)
  if (strict && m[9] !== undefined && m[9].trim() !== '' && !(m[8] !== undefined && ZONE_NAME.test(m[9]))) return undefined
  const p = scratch
  p.year = fullYear(Number(m[1]), m[1].length)
  p.month = Number(m[2])
  p.day = Number(m[3])
  p.hour = m[4] === undefined ? 0 : Number(m[4])
  p.minute = m[5] === undefined ? 0 : Number(m[5])
  p.second = m[6] === undefined ? 0 : Number(m[6])
  p.micros = m[7] === undefined ? 0 : fractionMicros(m[7])
  const value = checked(p)
  if (value === undefined || m[8] === undefined || m[8] === 'Z') return value
  const minutes = Number(m[8].slice(1, 3)) * 60 + Number(m[8].slice(-2))
  return datetimePlus(value, (m[8].startsWith('-') ? minutes : -minutes) * 60 * MICROS_PER_SECOND)
}

function checked(p: DateParts): Int | undefined {
  if (!validDate(p.year, p.month, p.day) || p.hour > 23 || p.minute > 59 || p.second > 59) return undefined
  if (p.year === 0 && p.month === 0) return p.hour + p.minute + p.second + p.micros === 0 ? ZERO_DATETIME : undefined
  return packDatetime(p)
}

function parseCompact(text: string): Int | undefined {
  const m = COMPACT.exec(text)
  if (m === null) return undefined
  const digits = m[1] + (m[1].length <= 8 && m[2] !== undefined ? m[2] : '')
  const value = datetimeFromDigits(digits)
  if (value === undefined || m[3] === undefined || m[3] === '') return value
  return datetimePlus(value, fractionMicros(m[3]))
}

/** `YYYYMMDDhhmmss`, `YYMMDDhhmmss`, `YYYYMMDD` or `YYMMDD`. */
function datetimeFromDigits(digits: string): Int | undefined {
  let d = digits
  if (d.length === 5) d = `0${d}`
  const yearDigits = d.length === 14 || d.length === 8 ? 4 : 2
  const p = scratch
  p.year = fullYear(Number(d.slice(0, yearDigits)), yearDigits)
  p.month = Number(d.slice(yearDigits, yearDigits + 2))
  p.day = Number(d.slice(yearDigits + 2, yearDigits + 4))
  p.hour = Number(d.slice(yearDigits + 4, yearDigits + 6))
  p.minute = Number(d.slice(yearDigits + 6, yearDigits + 8))
  p.second = Number(d.slice(yearDigits + 8, yearDigits + 10))
  p.micros = 0
  return checked(p)
}

/** The datetime that a number stands for (20240229, 240229123456, …); undefined when there is none. */
export function datetimeFromNumber(n: number | bigint): Int | undefined {
  if (Number(n) === 0) return ZERO_DATETIME
  if (n < 101) return undefined
  const whole = typeof n === 'bigint' ? n : BigInt(Math.floor(n))
  let digits = String(whole)
  if (digits.length <= 6) digits = digits.padStart(6, '0')
  else if (digits.length < 8) digits = digits.padStart(8, '0')
  else if (digits.length > 8 && digits.length <= 12) digits = digits.padStart(12, '0')
  else if (digits.length === 13) digits = digits.padStart(14, '0')
  if (digits.length > 14) return undefined
  const value = datetimeFromDigits(digits)
  if (value === undefined || typeof n === 'bigint') return value
  return datetimePlus(value, Math.round((n - Math.floor(n)) * MICROS_PER_SECOND))
}

const TIME_TEXT = /^\s*(-?)(?:(\d+)\s+)?(\d+):(\d{1,2})(?::(\d{1,2}))?(?:\.(\d*))?\s*$/
const TIME_DAYS = /^\s*(-?)(\d+)\s+(\d+)\s*$/
const TIME_DIGITS = /^\s*(-?)(\d+)(?:\.(\d*))?\s*$/

/** Reads a TIME (`[D ]hh:mm[:ss[.f]]`, `hhmmss`, or the time of a datetime) in microseconds; undefined when there is none. */
export function parseTime(text: string): number | undefined {
  let m = TIME_TEXT.exec(text)
  if (m !== null) {
    const minute = Number(m[4])
    const second = m[5] === undefined ? 0 : Number(m[5])
    if (minute > 59 || second > 59) return undefined
    const hours = (m[2] === undefined ? 0 : Number(m[2]) * 24) + Number(m[3])
    return timeOf(m[1] === '-', hours, minute, second, m[6] === undefined ? 0 : fractionMicros(m[6]))
  }
  m = TIME_DAYS.exec(text)
  if (m !== null) return timeOf(m[1] === '-', Number(m[2]) * 24 + Number(m[3]), 0, 0, 0)
  m = TIME_DIGITS.exec(text)
  if (m !== null) {
    if (m[2].length >= 12) {
      const at = parseDatetime(text)
      return at === undefined ? undefined : microsOfDay(at)
    }
    const n = Number(m[2])
    const minute = Math.floor(n / 100) % 100
    const second = n % 100
    if (minute > 59 || second > 59) return undefined
    return timeOf(m[1] === '-', Math.floor(n / 10000), minute, second, m[3] === undefined ? 0 : fractionMicros(m[3]))
  }
  const at = parseDatetime(text)
  return at === undefined ? undefined : microsOfDay(at)
}

/** Microseconds of a time, held within ±838:59:59. */
export function timeOf(negative: boolean, hours: number, minutes: number, seconds: number, micros: number): number {
  const t = Math.min(((hours * 60 + minutes) * 60 + seconds) * MICROS_PER_SECOND + micros, MAX_TIME)
  return negative && t !== 0 ? -t : t
}

/** The TIME that a number stands for (hhmmss[.ffffff]); undefined when there is none. */
export function timeFromNumber(n: number): number | undefined {
  const a = Math.abs(n)
  const whole = Math.floor(a)
  if (whole > 8385959) {
    const at = datetimeFromNumber(n)
    return at === undefined ? undefined : microsOfDay(at)
  }
  const minute = Math.floor(whole / 100) % 100
  const second = whole % 100
  if (minute > 59 || second > 59) return undefined
  return timeOf(n < 0, Math.floor(whole / 10000), minute, second, Math.round((a - whole) * MICROS_PER_SECOND))
}

/** YYYYMMDD. */
export function dateToNumber(date: number): number {
  return (date >> 16) * 10000 + ((date >> 8) & 255) * 100 + (date & 255)
}

/** YYYYMMDDhhmmss, without the fraction. */
export function datetimeToNumber(micros: Int): number {
  const p = unpackDatetime(micros, scratch)
  return ((p.year * 100 + p.month) * 100 + p.day) * 1e6 + (p.hour * 100 + p.minute) * 100 + p.second
}

/** ±hhmmss, without the fraction. */
export function timeToNumber(micros: number): number {
  unpackMicros(Math.abs(micros), scratch)
  const n = (scratch.hour * 100 + scratch.minute) * 100 + scratch.second
  return micros < 0 ? -n : n
}

/** Microseconds of a day that a datetime or time has behind its last whole second. */
export function subsecondMicros(micros: Int): number {
  const r = typeof micros === 'number' ? micros % MICROS_PER_SECOND : Number(micros % BigInt(MICROS_PER_SECOND))
  return r < 0 ? r + MICROS_PER_SECOND : r
}

/** The packed date of a text; undefined when there is none. */
export function parseDate(text: string, strict = false): number | undefined {
  const at = parseDatetime(text, strict)
  if (at === undefined) return undefined
  if (at === ZERO_DATETIME) return 0
  const p = unpackDatetime(at, scratch)
  return packDate(p.year, p.month, p.day)
}

const OFFSET = /^([+-])(\d{1,2}):(\d{2})$/

/** Microseconds of a zone's offset such as `+05:30`; undefined for anything else. */
export function parseOffset(zone: string): number | undefined {
  const m = OFFSET.exec(zone)
  if (m === null) return undefined
  const minutes = Number(m[2]) * 60 + Number(m[3])
  if (minutes > 14 * 60 || Number(m[3]) > 59 || (m[1] === '-' && minutes >= 14 * 60)) return undefined
  return (m[1] === '-' ? -minutes : minutes) * 60 * MICROS_PER_SECOND
}

const zoneFormats = new Map<string, Intl.DateTimeFormat | null>()

/**
 * Microseconds that a zone (offset, `UTC`, `SYSTEM` = UTC, or an IANA name) is ahead of UTC at a moment; undefined for
 * an unknown zone.
 */
export function zoneOffset(zone: string, utcMicros: Int): number | undefined {
  if (zone === 'UTC' || zone === 'SYSTEM' || zone === '+00:00') return 0
  const fixed = parseOffset(zone)
  if (fixed !== undefined) return fixed
  let format = zoneFormats.get(zone)
  if (format === undefined) {
    format = zoneFormat(zone)
    zoneFormats.set(zone, format)
  }
  if (format === null) return undefined
  const millis = Number(BigInt(utcMicros) / 1000n)
  const parts: Record<string, number> = {}
  for (const p of format.formatToParts(millis)) parts[p.type] = Number(p.value)
  const local = datetimeOf(daysOf(parts.year, parts.month, parts.day), (((parts.hour % 24) * 60 + parts.minute) * 60 + parts.second) * 1e6)
  const utc = BigInt(utcMicros) - BigInt(subsecondMicros(utcMicros))
  return Number(BigInt(local) - utc)
}

function zoneFormat(zone: string): Intl.DateTimeFormat | null {
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(zone)) return null
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
        second: 'numeric',
    })
  } catch {
    return null
  }
}

/** UTC of a local moment in a zone; undefined for an unknown zone. */
export function zoneToUtc(zone: string, local: Int): Int | undefined {
  const first = zoneOffset(zone, local)
  if (first === undefined) return undefined
  const guess = datetimePlus(local, -first)
  const second = zoneOffset(zone, guess) as number
  return second === first ? guess : datetimePlus(local, -second)
}

/** True within MySQL's years 0 to 9999. */
export function inDatetimeRange(micros: Int): boolean {
  return micros >= ZERO_DATETIME && micros < 253402300800_000_000n
}
