import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateOfDays, daysOfDate, weekOf } from './calendar.ts'
import {
  formatDate, formatDatetime, formatTime, parseDate, parseDatetime, parseTime, roundMicros, zoneOffset, zoneToUtc,
} from './datetime.ts'

/** Years 1 to 9999. */
const anyDay = fc.integer({ min: -719162, max: 2932896 })

describe('dates and times', () => {
  it('count days as the calendar does', () => {
    fc.assert(fc.property(anyDay, (days) => {
      const date = dateOfDays(days)
      expect(daysOfDate(date)).toBe(days)
      const iso = new Date(days * 86400000).toISOString().slice(0, 10)
      expect(formatDate(date)).toBe(iso)
      expect(parseDate(iso)).toBe(date)
    }))
  })

  it('are the same after printing and reading', () => {
    fc.assert(fc.property(anyDay, fc.integer({ min: 0, max: 86_399_999_999 }), (days, micros) => {
      const at = BigInt(days) * 86_400_000_000n + BigInt(micros)
      const value = at >= -9007199254740991n && at <= 9007199254740991n ? Number(at) : at
      expect(parseDatetime(formatDatetime(value, 6))).toBe(value)
    }))
  })

  it.each([
    ['2024-02-29', '2024-02-29 00:00:00.000000'], ['24-2-9 1:2:3', '2024-02-09 01:02:03.000000'], ['20240229131415', '2024-02-29 13:14:15.000000'],
    ['2024-02-29T13:14:15.5', '2024-02-29 13:14:15.500000'], ['2024-02-29 13:14:15.9999999', '2024-02-29 13:14:16.000000'],
    ['2020-01-01 10:10:10+05:30', '2020-01-01 04:40:10.000000'], ['990101', '1999-01-01 00:00:00.000000'], ['0000-00-00', '0000-00-00 00:00:00.000000'],
  ])('reads %s', (text, want) => {
    const at = parseDatetime(text)
    expect(at === undefined ? undefined : formatDatetime(at, 6)).toBe(want)
  })

  it.each(['', 'abc', '2024-02-30', '2024-13-01', '2024-01-01 25:00:00', '2024-01-01x'])('refuses %j', (text) => {
    expect(parseDatetime(text)).toBeUndefined()
  })

  it.each([['10:11:12', '10:11:12.000000'], ['-838:59:59', '-838:59:59.000000'], ['900:00:00', '838:59:59.000000'], ['1 2:3', '26:03:00.000000'], ['101112', '10:11:12.000000'], ['11:12', '11:12:00.000000'], ['2020-01-01 01:02:03', '01:02:03.000000']])(
    'reads the time %s', (text, want) => {
      const t = parseTime(text)
      expect(t === undefined ? undefined : formatTime(t, 6)).toBe(want)
    })

  it('round to the digits of a column', () => {
    expect(roundMicros(1_499_999, 0)).toBe(1_000_000)
    expect(roundMicros(1_500_000, 0)).toBe(2_000_000)
    expect(roundMicros(-500_000, 0)).toBe(0)
    expect(roundMicros(1_234_567, 3)).toBe(1_235_000)
  })

  it('number weeks by every mode', () => {
    const date = parseDate('2008-12-31') as number
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((mode) => weekOf(date, mode))).toEqual([200852, 200853, 200852, 200901, 200853, 200852, 200853, 200852])
  })

  it('know zones', () => {
    expect(zoneOffset('+05:30', 0)).toBe(19_800_000_000)
    expect(zoneOffset('Nowhere/Here', 0)).toBeUndefined()
    const summer = parseDatetime('2024-07-01 12:00:00') as number
    expect(zoneOffset('America/New_York', summer)).toBe(-4 * 3_600_000_000)
    expect(zoneToUtc('America/New_York', summer)).toBe(summer + 4 * 3_600_000_000)
  })

  it('never fail on any text', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      parseDatetime(text, false)
      parseTime(text)
    }))
  })
})
