import { OxbowError, isOxbowError } from '../../error.ts'
import { Capability } from './capabilities.ts'
import type { PacketWriter } from './packet-writer.ts'

/** What an OK says. */
export interface Outcome {
  readonly affectedRows: number
  readonly insertId: number | bigint
  readonly warnings: number
  /** `ServerStatus` flags. */
  readonly status: number
  readonly info: string
}

/** Source: MySQL internals, "OK_Packet". @param header 0, or 0xfe where it ends rows. */
export function writeOk(w: PacketWriter, { affectedRows, insertId, warnings, status, info }: Outcome, header = 0): void {
  w.begin()
  w.uint8(header)
  w.length(affectedRows)
  w.length(BigInt.asUintN(64, BigInt(insertId)))
  w.uint16(status)
  w.uint16(Math.min(warnings, 0xffff))
  if (info !== '') w.rawText(info)
  w.end()
}

/** Ends columns, where the client wants that said. Source: MySQL internals, "EOF_Packet". */
export function writeEndOfColumns(w: PacketWriter, capabilities: number, status: number): void {
  if ((capabilities & Capability.DEPRECATE_EOF) === 0) writeEof(w, 0, status)
}

/** Ends rows. */
export function writeEndOfRows(w: PacketWriter, capabilities: number, warnings: number, status: number): void {
  if ((capabilities & Capability.DEPRECATE_EOF) === 0) writeEof(w, warnings, status)
  else writeOk(w, { affectedRows: 0, insertId: 0, warnings, status, info: '' }, 0xfe)
}

function writeEof(w: PacketWriter, warnings: number, status: number): void {
  w.begin()
  w.uint8(0xfe)
  w.uint16(Math.min(warnings, 0xffff))
  w.uint16(status)
  w.end()
}

/** Anything that was thrown, as clients see it: a bug's message stays in the log. */
export function toSqlError(e: unknown): OxbowError {
  return isOxbowError(e) ? e : new OxbowError('INTERNAL', "an error inside the server; its log says more", { cause: e })
}

/** Source: MySQL internals, "ERR_Packet". */
export function writeError(w: PacketWriter, { errno, sqlState, message }: OxbowError): void {
  w.begin()
  w.uint8(0xff)
  w.uint16(errno)
  w.rawText(`#${sqlState}${message}`)
  w.end()
}
