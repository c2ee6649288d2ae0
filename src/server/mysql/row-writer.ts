import type { QueryResult } from '../../sql/result.ts'
import { newParts, unpackDatetime, unpackMicros } from '../../sql/types/calendar.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { encodeText } from '../../sql/types/charset.ts'
import { isText } from '../../sql/types/types.ts'
import { protocolType, toText } from '../../sql/types/wire.ts'
import type { Int, Value } from '../../sql/value.ts'
import type { PacketWriter } from './packet-writer.ts'
import { encodingOf, type ResultCharset } from './result-charset.ts'

/** Writes one row as one packet. */
export type RowWriter = (w: PacketWriter, row: readonly Value[]) => void

type CellWriter = (w: PacketWriter, value: Value) => void

/** Rows of COM_QUERY: every value as text. Source: MySQL internals, "Text Resultset Row". */
export function textRows({ columns, stored }: Pick<QueryResult, 'columns' | 'stored'>, results: ResultCharset): RowWriter {
  const cells = columns.map(({ type }) => textCell(type, stored, results))
  return (w, row) => {
    w.begin()
    for (let i = 0; i < cells.length; i++) {
      const value = row[i]
      if (value === null) w.uint8(0xfb)
      else cells[i](w, value)
    }
    w.end()
  }
}

/** Writes a value that isn't NULL as text. */
export function textCell(type: SqlType, stored: boolean | undefined, results: ResultCharset): CellWriter {
  const set = encodingOf(type, results)
  if (set !== undefined) return (w, value) => w.bytes(encodeText(set, toText(type, value, stored) as string))
  if (type.wire === undefined && isText(type)) return (w, value) => w.text(value as string)
  return (w, value) => {
    const text = toText(type, value, stored)
    if (typeof text === 'string') w.text(text)
    else w.bytes(text)
  }
}

/** Rows of COM_STMT_EXECUTE: numbers and times in binary. Source: MySQL internals, "Binary Protocol Resultset Row". */
export function binaryRows({ columns, stored }: Pick<QueryResult, 'columns' | 'stored'>, results: ResultCharset): RowWriter {
  const cells = columns.map(({ type }) => binaryCell(type, stored, results))
  const nulls = new Uint8Array((columns.length + 9) >> 3)
  return (w, row) => {
    nulls.fill(0)
    for (let i = 0; i < cells.length; i++) if (row[i] === null) nulls[(i + 2) >> 3] |= 1 << ((i + 2) & 7)
    w.begin()
    w.uint8(0)
    w.raw(nulls)
    for (let i = 0; i < cells.length; i++) if (row[i] !== null) cells[i](w, row[i])
    w.end()
  }
}

function binaryCell(type: SqlType, stored: boolean | undefined, results: ResultCharset): CellWriter {
  const numberOf = type.wire === undefined ? (value: Value) => value as Int : (value: Value) => Number(toText(type, value))
  switch (protocolType(type)) {
    case 1: return (w, value) => w.uint8(Number(numberOf(value)) & 0xff)
    case 2:
    case 13: return (w, value) => w.uint16(Number(numberOf(value)))
    case 3:
    case 9: return (w, value) => w.uint32(Number(numberOf(value)))
    case 4: return (w, value) => w.float(numberOf(value) as number)
    case 5: return (w, value) => w.double(Number(numberOf(value)))
    case 8: return type.wire === undefined ? (w, value) => w.int64(value as Int) : (w, value) => w.int64(BigInt(toText(type, value) as string))
    case 10: return type.wire === undefined ? (w, value) => writeDate(w, value as number) : textCell(type, stored, results)
    case 7:
    case 12: return type.wire === undefined ? (w, value) => writeDatetime(w, value as Int) : textCell(type, stored, results)
    case 11: return type.wire === undefined ? (w, value) => writeTime(w, value as number) : textCell(type, stored, results)
    default: return textCell(type, stored, results)
  }
}

function writeDate(w: PacketWriter, date: number): void {
  w.uint8(4)
  w.uint16(date >>> 16)
  w.uint8((date >>> 8) & 0xff)
  w.uint8(date & 0xff)
}

const parts = newParts()

function writeDatetime(w: PacketWriter, datetime: Int): void {
  const { year, month, day, hour, minute, second, micros } = unpackDatetime(datetime, parts)
  w.uint8(micros === 0 ? 7 : 11)
  w.uint16(year)
  w.uint8(month)
  w.uint8(day)
  w.uint8(hour)
  w.uint8(minute)
  w.uint8(second)
  if (micros !== 0) w.uint32(micros)
}

function writeTime(w: PacketWriter, time: number): void {
  unpackMicros(Math.abs(time), parts)
  const { hour, minute, second, micros } = parts
  w.uint8(micros === 0 ? 8 : 12)
  w.uint8(time < 0 ? 1 : 0)
  w.uint32(Math.floor(hour / 24))
  w.uint8(hour % 24)
  w.uint8(minute)
  w.uint8(second)
  if (micros !== 0) w.uint32(micros)
}
