import {
  type DateParts, MICROS_PER_SECOND, dayOfYear, daysInMonth, daysOf, dateOfDays, daysOfDate, packDate, weekOf, weekdayOfDays,
} from '../types/calendar.ts'

/** DATE_FORMAT's specifiers, written and read (MySQL's manual, "Date and Time Functions"). */

export const MONTH_NAMES = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
  'December']
/** Monday first, as WEEKDAY() counts. */
export const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}

function ordinal(n: number): string {
  const tens = n % 100
  if (tens >= 11 && tens <= 13) return `${n}th`
  return n + (n % 10 === 1 ? 'st' : n % 10 === 2 ? 'nd' : n % 10 === 3 ? 'rd' : 'th')
}

/** A date and time by a format; null when a specifier needs a date that isn't there (month or day 0). */
export function formatParts(format: string, p: DateParts): string | null {
  let out = ''
  for (let i = 0; i < format.length; i++) {
    const c = format[i]
    if (c !== '%' || i + 1 === format.length) {
      out += c
      continue
    }
    const piece = formatOne(format[++i], p)
    if (piece === null) return null
    out += piece
  }
  return out
}

function formatOne(specifier: string, p: DateParts): string | null {
  const hour12 = p.hour % 12 === 0 ? 12 : p.hour % 12
  const date = packDate(p.year, p.month, p.day)
  switch (specifier) {
    case 'Y': return String(p.year).padStart(4, '0')
    case 'y': return two(p.year % 100)
    case 'm': return two(p.month)
    case 'c': return String(p.month)
    case 'M': return p.month === 0 ? null : MONTH_NAMES[p.month - 1]
    case 'b': return p.month === 0 ? null : MONTH_NAMES[p.month - 1].slice(0, 3)
    case 'd': return two(p.day)
    case 'e': return String(p.day)
    case 'D': return ordinal(p.day)
    case 'j': return String(dayOfYear(date)).padStart(3, '0')
    case 'a': return DAY_NAMES[weekdayOfDays(daysOfDate(date))].slice(0, 3)
    case 'W': return DAY_NAMES[weekdayOfDays(daysOfDate(date))]
    case 'w': return String((weekdayOfDays(daysOfDate(date)) + 1) % 7)
    case 'H': return two(p.hour)
    case 'k': return String(p.hour)
    case 'h':
    case 'I': return two(hour12)
    case 'l': return String(hour12)
    case 'i': return two(p.minute)
    case 's':
    case 'S': return two(p.second)
    case 'f': return String(p.micros).padStart(6, '0')
    case 'p': return p.hour % 24 < 12 ? 'AM' : 'PM'
    case 'T': return `${two(p.hour)}:${two(p.minute)}:${two(p.second)}`
    case 'r': return `${two(hour12)}:${two(p.minute)}:${two(p.second)} ${p.hour % 24 < 12 ? 'AM' : 'PM'}`
    case 'U': return two(weekOf(date, 0) % 100)
    case 'u': return two(weekOf(date, 1) % 100)
    case 'V': return two(weekOf(date, 2) % 100)
    case 'v': return two(weekOf(date, 3) % 100)
    case 'X': return String(Math.floor(weekOf(date, 2) / 100)).padStart(4, '0')
    case 'x': return String(Math.floor(weekOf(date, 3) / 100)).padStart(4, '0')
    default: return specifier
  }
}

/** Which parts a format reads: decides the type of STR_TO_DATE. */
export function formatHas(format: string): { date: boolean; time: boolean; micros: boolean } {
  const has = { date: false, time: false, micros: false }
  for (let i = 0; i + 1 < format.length; i++) {
    if (format[i] !== '%') continue
    const c = format[++i]
    if ('YymcMbdeDjaWwUuVvXx'.includes(c)) has.date = true
    if ('HkhIlisSfpTr'.includes(c)) has.time = true
    if (c === 'f') has.micros = true
  }
  return has
}

interface Reading extends DateParts {
  afternoon: boolean | undefined
  yearDay: number
  week: number
  weekYear: number
  weekMode: number
  weekday: number
}

/** Reads a text by a format (STR_TO_DATE); undefined when it doesn't fit. Text that goes on after the format is allowed. */
export function parseByFormat(text: string, format: string): DateParts | undefined {
  const r: Reading = {
    year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micros: 0, afternoon: undefined, yearDay: 0, week: -1, weekYear: -1,
      weekMode: 0, weekday: -1,
  }
  const end = parseInto(text, 0, format, r)
  return end === undefined ? undefined : settle(r)
}

function parseInto(text: string, start: number, format: string, r: Reading): number | undefined {
  let at = start
  for (let i = 0; i < format.length; i++) {
    const c = format[i]
    if (c !== '%' || i + 1 === format.length) {
      if (/\s/.test(c)) {
        while (at < text.length && /\s/.test(text[at])) at++
        continue
      }
      if (text[at] !== c) return undefined
      at++
      continue
    }
    while (at < text.length && /\s/.test(text[at])) at++
    const next = parseOne(text, at, format[++i], r)
    if (next === undefined) return undefined
    at = next
  }
  return at
}

/** Reads one specifier at a place. @returns the place behind it */
function parseOne(text: string, at: number, specifier: string, r: Reading): number | undefined {
  const number = (digits: number, set: (n: number) => void, min = 0, max = Number.MAX_SAFE_INTEGER): number | undefined => {
    let end = at
    while (end < text.length && end - at < digits && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
    if (end === at) return undefined
    const n = Number(text.slice(at, end))
    if (n < min || n > max) return undefined
    set(n)
    return end
  }
  const name = (names: readonly string[], length: number | undefined, set: (i: number) => void): number | undefined => {
    for (let i = 0; i < names.length; i++) {
      const n = length === undefined ? names[i] : names[i].slice(0, length)
      if (text.slice(at, at + n.length).toLowerCase() === n.toLowerCase()) {
        set(i)
        return at + n.length
      }
    }
    return undefined
  }
  switch (specifier) {
    case 'Y': return number(4, (n) => { r.year = n })
    case 'y': return number(2, (n) => { r.year = n < 70 ? 2000 + n : 1900 + n })
    case 'm':
    case 'c': return number(2, (n) => { r.month = n }, 0, 12)
    case 'd':
    case 'e': return number(2, (n) => { r.day = n }, 0, 31)
    case 'D': {
      const end = number(2, (n) => { r.day = n }, 0, 31)
      return end === undefined || !/^(st|nd|rd|th)/i.test(text.slice(end)) ? undefined : end + 2
    }
    case 'M': return name(MONTH_NAMES, undefined, (i) => { r.month = i + 1 })
    case 'b': return name(MONTH_NAMES, 3, (i) => { r.month = i + 1 })
    case 'W': return name(DAY_NAMES, undefined, (i) => { r.weekday = i })
    case 'a': return name(DAY_NAMES, 3, (i) => { r.weekday = i })
    case 'w': return number(1, (n) => { r.weekday = (n + 6) % 7 }, 0, 6)
    case 'j': return number(3, (n) => { r.yearDay = n }, 1, 366)
    case 'H':
    case 'k': return number(2, (n) => { r.hour = n }, 0, 23)
    case 'h':
    case 'I':
    case 'l': {
      r.afternoon ??= false
      return number(2, (n) => { r.hour = n }, 1, 12)
    }
    case 'i': return number(2, (n) => { r.minute = n }, 0, 59)
    case 's':
    case 'S': return number(2, (n) => { r.second = n }, 0, 59)
    case 'f': {
      const end = number(6, (n) => { r.micros = n })
      if (end !== undefined) r.micros *= 10 ** (6 - (end - at))
      return end
    }
    case 'p': return name(['AM', 'PM'], undefined, (i) => { r.afternoon = i === 1 })
    case 'T': return parseInto(text, at, '%H:%i:%S', r)
    case 'r': return parseInto(text, at, '%h:%i:%S %p', r)
    case 'U':
    case 'u':
    case 'V':
    case 'v': {
      r.weekMode = 'UuVv'.indexOf(specifier)
      return number(2, (n) => { r.week = n }, 0, 53)
    }
    case 'X':
    case 'x': return number(4, (n) => { r.weekYear = n })
    case '#': return skip(text, at, /\d/)
    case '.': return skip(text, at, /[\p{P}\p{S}]/u)
    case '@': return skip(text, at, /\p{L}/u)
    default: return text[at] === specifier ? at + 1 : undefined
  }
}

function skip(text: string, at: number, what: RegExp): number {
  let end = at
  while (end < text.length && what.test(text[end])) end++
  return end
}

/** Works out hours of the half day, days of the year, and weeks. */
function settle(r: Reading): DateParts | undefined {
  if (r.afternoon !== undefined) r.hour = (r.hour % 12) + (r.afternoon ? 12 : 0)
  if (r.yearDay > 0) setDate(r, dateOfDays(daysOf(r.year, 1, 1) + r.yearDay - 1))
  if (r.week >= 0 && r.weekday >= 0) {
    const monday = r.weekMode === 1 || r.weekMode === 3
    const year = r.weekYear >= 0 ? r.weekYear : r.year
    const newYear = daysOf(year, 1, 1)
    const first = weekdayOfDays(newYear)
    const start = monday
      ? newYear - first + (first > 3 ? 7 : 0)
      : newYear + ((6 - first) % 7)
    const offset = monday ? r.weekday : (r.weekday + 1) % 7
    setDate(r, dateOfDays(start + (r.week - 1) * 7 + offset))
  }
  if (r.day > 0 && r.month > 0 && r.day > daysInMonth(r.year, r.month)) return undefined
  return r
}

function setDate(r: Reading, date: number): void {
  r.year = date >> 16
  r.month = (date >> 8) & 255
  r.day = date & 255
}

/** Microseconds of the time in some parts. */
export function timeMicros(p: DateParts): number {
  return ((p.hour * 60 + p.minute) * 60 + p.second) * MICROS_PER_SECOND + p.micros
}
