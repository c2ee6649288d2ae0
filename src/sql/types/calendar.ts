import type { Int } from '../value.ts'

/**
 * The proleptic Gregorian calendar over the stored forms of dates: packed dates (`year << 16 | month << 8 | day`), days
 * since 1970-01-01, and microseconds since 1970-01-01 00:00:00.
 */

export const MICROS_PER_SECOND = 1_000_000
export const MICROS_PER_DAY = 86_400_000_000
/** What MySQL's TO_DAYS gives for 1970-01-01. */
export const EPOCH_TO_DAYS = 719528
/** Stored form of '0000-00-00 00:00:00' (source: go-mysql-server's types.ZeroTime: Go's day 0 of month 0 of year 0, 32 days before 0000-01-01). */
export const ZERO_DATETIME: bigint = -62169984000_000_000n

/** Broken-down date and time; one object may be filled again and again. */
export interface DateParts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  micros: number
}

export function newParts(): DateParts {
  return { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micros: 0 }
}

export function packDate(year: number, month: number, day: number): number {
  return (year << 16) | (month << 8) | day
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : MONTH_DAYS[month - 1]
}

/**
 * Days from 1970-01-01 to a date. (Eras of 400 years, years that begin in March: H. Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms".)
 */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

/** Days from 1970-01-01 to a packed date. */
export function daysOfDate(date: number): number {
  return daysOf(date >> 16, (date >> 8) & 255, date & 255)
}

/** The packed date of a number of days since 1970-01-01. */
export function dateOfDays(days: number): number {
  const z = days + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) +
    Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const m = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * m + 2) / 5) + 1
  const month = m < 10 ? m + 3 : m - 9
  return packDate(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

/** Whole days since 1970-01-01 of a datetime. */
export function daysOfDatetime(micros: Int): number {
  if (typeof micros === 'number') return Math.floor(micros / MICROS_PER_DAY)
  const perDay = BigInt(MICROS_PER_DAY)
  const q = micros / perDay
  return Number(micros % perDay < 0n ? q - 1n : q)
}

/** Microseconds since midnight of a datetime. */
export function microsOfDay(micros: Int): number {
  if (typeof micros === 'number') {
    const r = micros % MICROS_PER_DAY
    return r < 0 ? r + MICROS_PER_DAY : r
  }
  const r = Number(micros % BigInt(MICROS_PER_DAY))
  return r < 0 ? r + MICROS_PER_DAY : r
}

/** The datetime of a day (since 1970-01-01) and microseconds since its midnight (which may reach into other days). */
export function datetimeOf(days: number, microsInDay: number): Int {
  const value = days * MICROS_PER_DAY + microsInDay
  return Number.isSafeInteger(value) ? value : BigInt(days) * BigInt(MICROS_PER_DAY) + BigInt(microsInDay)
}

export function datetimeOfDate(date: number): Int {
  return date === 0 ? ZERO_DATETIME : datetimeOf(daysOfDate(date), 0)
}

/** The packed date of a datetime; 0 for the zero datetime. */
export function dateOfDatetime(micros: Int): number {
  return micros === ZERO_DATETIME ? 0 : dateOfDays(daysOfDatetime(micros))
}

/** Breaks a datetime down into `into`. */
export function unpackDatetime(micros: Int, into: DateParts): DateParts {
  const date = dateOfDatetime(micros)
  into.year = date >> 16
  into.month = (date >> 8) & 255
  into.day = date & 255
  unpackMicros(microsOfDay(micros), into)
  return into
}

/** Breaks microseconds (0 or more) down to hours (24 and more possible) … microseconds. */
export function unpackMicros(micros: number, into: DateParts): void {
  const seconds = Math.floor(micros / MICROS_PER_SECOND)
  into.micros = micros - seconds * MICROS_PER_SECOND
  into.second = seconds % 60
  into.minute = Math.floor(seconds / 60) % 60
  into.hour = Math.floor(seconds / 3600)
}

export function packDatetime(p: DateParts): Int {
  return datetimeOf(daysOf(p.year, p.month, p.day), ((p.hour * 60 + p.minute) * 60 + p.second) * MICROS_PER_SECOND + p.micros)
}

/** Day of the week: 0 is Monday, as WEEKDAY() counts. */
export function weekdayOfDays(days: number): number {
  return (((days + 3) % 7) + 7) % 7
}

export function dayOfYear(date: number): number {
  return daysOfDate(date) - daysOf(date >> 16, 1, 1) + 1
}

/**
 * Week and its year by one of MySQL's eight modes (manual, WEEK()): bit 0 = weeks begin on Monday, bit 1 = range 1 to 53
 * (else 0 to 53), bit 2 = week 1 is the first with its first weekday in the year (else with four or more days).
 * @returns year * 100 + week
 */
export function weekOf(date: number, mode: number): number {
  const monday = (mode & 1) !== 0
  let weekYear = (mode & 2) !== 0
  // With modes whose weeks begin on Sunday, bit 2 has the opposite sense (MySQL's manual lists them so).
  const firstWeekday = monday ? (mode & 4) !== 0 : (mode & 4) === 0
  let year = date >> 16
  const days = daysOfDate(date)
  let first = daysOf(year, 1, 1)
  let weekday = weekdayFrom(first, monday)
  if (((date >> 8) & 255) === 1 && (date & 255) <= 7 - weekday) {
    if (!weekYear && ((firstWeekday && weekday !== 0) || (!firstWeekday && weekday >= 4))) return year * 100
    weekYear = true
    if ((firstWeekday && weekday !== 0) || (!firstWeekday && weekday >= 4)) {
      year--
      const length = isLeapYear(year) ? 366 : 365
      first -= length
      weekday = (weekday + 53 * 7 - length) % 7
    }
  }
  const later = (firstWeekday && weekday !== 0) || (!firstWeekday && weekday >= 4)
  const dayCount = later ? days - (first + (7 - weekday)) : days - (first - weekday)
  if (weekYear && dayCount >= 52 * 7) {
    weekday = (weekday + (isLeapYear(year) ? 366 : 365)) % 7
    if ((!firstWeekday && weekday < 4) || (firstWeekday && weekday === 0)) return (year + 1) * 100 + 1
  }
  return year * 100 + Math.floor(dayCount / 7) + 1
}

function weekdayFrom(days: number, monday: boolean): number {
  const w = weekdayOfDays(days)
  return monday ? w : (w + 1) % 7
}
