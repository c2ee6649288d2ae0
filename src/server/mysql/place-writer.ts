import { Encoding, readInt16, readInt32, readInt64, readInt8, readUint16, readUint32, readUint64, readUint8, readYear } from '../../prolly/encoding.ts'
import type { ExecContext } from '../../sql/exec/context.ts'
import type { Cell } from '../../sql/exec/row-sink.ts'
import { newParts, unpackDatetime } from '../../sql/types/calendar.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { isInteger, isText } from '../../sql/types/types.ts'
import type { Int } from '../../sql/value.ts'
import type { PacketWriter } from './packet-writer.ts'
import { encodingOf, type ResultCharset } from './result-charset.ts'
import { textCell } from './row-writer.ts'

/** How a cell is written: from the leaf's bytes for the common encodings, else through its value. */
const Form = { Value: 0, Int8: 1, Uint8: 2, Int16: 3, Uint16: 4, Int32: 5, Uint32: 6, Int64: 7, Uint64: 8, Year: 9, Text: 10, Date: 11, Datetime: 12 } as const

/** A NULL in place of a length. Source: MySQL internals, "Text Resultset Row". */
const NULL = 0xfb
const NO_BYTES = new Uint8Array(0)

/**
 * Writes rows that are places in leaves as MySQL's text protocol carries them, mostly without making values of their fields. One
 * loop with one switch, because a call for each field costs more than the field.
 */
export class PlaceWriter {
  readonly #forms: Uint8Array
  /** Twice the slot, and 1 for the key's tuple. */
  readonly #tuples: Int32Array
  readonly #fields: Int32Array
  readonly #values: readonly ((w: PacketWriter, cx: ExecContext) => void)[]

  /** @param stored as in QueryResult. */
  constructor(cells: readonly Cell[], stored: boolean, results: ResultCharset) {
    this.#forms = Uint8Array.from(cells, (cell) => formOf(cell, results))
    this.#tuples = Int32Array.from(cells, ({ field }) => (field === undefined ? -1 : 2 * field.slot + (field.part === 'key' ? 1 : 0)))
    this.#fields = Int32Array.from(cells, ({ field }) => field?.field ?? -1)
    this.#values = cells.map(({ type, evaluate }) => {
      const cell = textCell(type, stored, results)
      return (w, cx) => {
        const value = evaluate(cx)
        if (value === null) w.uint8(NULL)
        else cell(w, value)
      }
    })
  }

  /** Writes the cells of the current row. Tuples are laid out as `locate` (src/sql/exec/field.ts) says. */
  write(w: PacketWriter, cx: ExecContext): void {
    let tuple = -1
    let bytes: Uint8Array = NO_BYTES
    let start = 0
    let offsets = 0
    let count = 0
    for (let c = 0; c < this.#forms.length; c++) {
      const form = this.#forms[c]
      if (form === Form.Value) {
        this.#values[c](w, cx)
        continue
      }
      if (this.#tuples[c] !== tuple) {
        tuple = this.#tuples[c]
        const { node, index } = cx.rows[tuple >> 1]
        bytes = node.bytes
        const items = (tuple & 1) === 1 ? node.keyItems : node.valueItems
        const at = ((tuple & 1) === 1 ? node.keyOffsets : node.valueOffsets) + 2 * index
        start = items + (bytes[at] | (bytes[at + 1] << 8))
        const end = items + (bytes[at + 2] | (bytes[at + 3] << 8))
        count = bytes[end - 2] | (bytes[end - 1] << 8)
        offsets = end - 2 * count
      }
      const field = this.#fields[c]
      if (field >= count) {
        w.uint8(NULL)
        continue
      }
      const place = offsets + 2 * field
      const from = field === 0 ? start : start + (bytes[place - 2] | (bytes[place - 1] << 8))
      const to = field === count - 1 ? offsets : start + (bytes[place] | (bytes[place + 1] << 8))
      if (from === to) {
        w.uint8(NULL)
        continue
      }
      switch (form) {
        case Form.Int8:
          w.integer(readInt8(bytes, from))
          break
        case Form.Uint8:
          w.integer(readUint8(bytes, from))
          break
        case Form.Int16:
          w.integer(readInt16(bytes, from))
          break
        case Form.Uint16:
          w.integer(readUint16(bytes, from))
          break
        case Form.Int32:
          w.integer(readInt32(bytes, from))
          break
        case Form.Uint32:
          w.integer(readUint32(bytes, from))
          break
        case Form.Int64:
          w.integer(readInt64(bytes, from))
          break
        case Form.Uint64:
          w.integer(readUint64(bytes, from))
          break
        case Form.Year:
          w.integer(readYear(bytes, from))
          break
        case Form.Text:
          w.copy(bytes, from, to - 1)
          break
        case Form.Date: {
          const date = readUint32(bytes, from)
          w.uint8(10)
          writeDate(w, date >>> 16, (date >>> 8) & 0xff, date & 0xff)
          break
        }
        default: writeDatetime(w, readInt64(bytes, from))
      }
    }
  }
}

function formOf({ type, field }: Cell, results: ResultCharset): number {
  if (field === undefined || type.wire !== undefined || encodingOf(type, results) !== undefined) return Form.Value
  const { encoding } = field
  if (type.name === 'YEAR') return encoding === Encoding.Year ? Form.Year : Form.Value
  if (isInteger(type)) return INTEGERS.get(encoding) ?? Form.Value
  if (encoding === Encoding.String && isText(type)) return Form.Text
  if (encoding === Encoding.Date && type.name === 'DATE') return Form.Date
  return encoding === Encoding.Datetime && isWholeDatetime(type) ? Form.Datetime : Form.Value
}

const INTEGERS: ReadonlyMap<number, number> = new Map<number, number>([
  [Encoding.Int8, Form.Int8], [Encoding.Uint8, Form.Uint8], [Encoding.Int16, Form.Int16], [Encoding.Uint16, Form.Uint16],
  [Encoding.Int32, Form.Int32], [Encoding.Uint32, Form.Uint32], [Encoding.Int64, Form.Int64], [Encoding.Uint64, Form.Uint64],
])

function isWholeDatetime(type: SqlType): boolean {
  return (type.name === 'DATETIME' || type.name === 'TIMESTAMP') && (type.fsp ?? 0) === 0
}

const DASH = 45
const BLANK = 32
const COLON = 58
const parts = newParts()
let partsOf: Int | undefined

function writeDate(w: PacketWriter, year: number, month: number, day: number): void {
  w.twoDigits((year / 100) | 0)
  w.twoDigits(year % 100)
  w.uint8(DASH)
  w.twoDigits(month)
  w.uint8(DASH)
  w.twoDigits(day)
}

function writeDatetime(w: PacketWriter, datetime: Int): void {
  // Rows that lie together often have the same time.
  if (datetime !== partsOf) {
    unpackDatetime(datetime, parts)
    partsOf = datetime
  }
  w.uint8(19)
  writeDate(w, parts.year, parts.month, parts.day)
  w.uint8(BLANK)
  w.twoDigits(parts.hour)
  w.uint8(COLON)
  w.twoDigits(parts.minute)
  w.uint8(COLON)
  w.twoDigits(parts.second)
}
