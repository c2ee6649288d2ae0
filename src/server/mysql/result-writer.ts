import type { Batch } from '../../sql/exec/batch.ts'
import type { ExecContext } from '../../sql/exec/context.ts'
import type { Cell, RowSink } from '../../sql/exec/row-sink.ts'
import type { ResultColumn } from '../../sql/result.ts'
import type { Value } from '../../sql/value.ts'
import { writeColumn } from './column-definition.ts'
import type { PacketStream } from './packet-stream.ts'
import { PlaceWriter } from './place-writer.ts'
import type { ResultCharset } from './result-charset.ts'
import { writeEndOfColumns } from './responses.ts'
import { type RowWriter, binaryRows, textRows } from './row-writer.ts'

/** What waits to be sent before the client gets it, in bytes. */
const FLUSH_BYTES = 64 * 1024

/** How an answer is written. */
export interface ResultWriterOptions {
  readonly stream: PacketStream
  readonly capabilities: number
  readonly database: string
  readonly status: number
  readonly format: 'text' | 'binary'
  readonly results: ResultCharset
}

/** Sends the columns and rows of one answer, a part at a time, at the pace at which the client takes them. */
export class ResultWriter implements RowSink {
  readonly #options: ResultWriterOptions
  readonly takePlaces: RowSink['takePlaces']
  #row: RowWriter | undefined
  #stored = false
  #sent = 0
  #cells: readonly Cell[] | undefined
  #places: PlaceWriter | undefined

  constructor(options: ResultWriterOptions) {
    this.#options = options
    if (options.format === 'text') this.takePlaces = (batch, cx, cells) => this.#takePlaces(batch, cx, cells)
  }

  get bytes(): number {
    return this.#sent + this.#options.stream.writer.pending
  }

  begin(columns: readonly ResultColumn[], stored: boolean): void {
    const { stream: { writer: w }, capabilities, database, status, format, results } = this.#options
    w.begin()
    w.length(columns.length)
    w.end()
    for (const column of columns) writeColumn(w, column, database, results)
    writeEndOfColumns(w, capabilities, status)
    this.#stored = stored
    this.#row = format === 'text' ? textRows({ columns, stored }, results) : binaryRows({ columns, stored }, results)
  }

  take(rows: readonly (readonly Value[])[]): Promise<void> | undefined {
    const w = this.#options.stream.writer
    for (const row of rows) this.#row!(w, row)
    return this.#flushed()
  }

  #takePlaces(batch: Batch, cx: ExecContext, cells: readonly Cell[]): Promise<void> | undefined {
    const w = this.#options.stream.writer
    if (cells !== this.#cells) {
      this.#cells = cells
      this.#places = new PlaceWriter(cells, this.#stored, this.#options.results)
    }
    const places = this.#places!
    for (let i = 0; i < batch.length; i++) {
      batch.load(cx, i)
      w.begin()
      try {
        places.write(w, cx)
      } catch (e) {
        w.cancel()
        throw e
      }
      w.end()
    }
    return this.#flushed()
  }

  #flushed(): Promise<void> | undefined {
    const { stream } = this.#options
    const { pending } = stream.writer
    if (pending <= FLUSH_BYTES) return undefined
    this.#sent += pending
    return stream.flush()
  }
}
