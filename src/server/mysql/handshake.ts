import { Capability, SERVER_CAPABILITIES, ServerStatus } from './capabilities.ts'
import { PacketReader } from './packet-reader.ts'
import type { PacketWriter } from './packet-writer.ts'

/** Bytes of the nonce that passwords are scrambled with. */
export const NONCE_BYTES = 20
/** utf8mb4_0900_ai_ci: what clients take for granted. */
const CHARACTER_SET = 255

export interface Greeting {
  readonly version: string
  readonly connectionId: number
  /** 20 bytes without a zero. */
  readonly nonce: Buffer
  readonly plugin: string
  readonly tls: boolean
}

/** What the server says first. Source: MySQL internals, "HandshakeV10". */
export function writeGreeting(w: PacketWriter, { version, connectionId, nonce, plugin, tls }: Greeting): void {
  const capabilities = SERVER_CAPABILITIES | (tls ? Capability.SSL : 0)
  w.begin()
  w.uint8(10)
  w.nulTerminatedText(version)
  w.uint32(connectionId)
  w.raw(nonce.subarray(0, 8))
  w.uint8(0)
  w.uint16(capabilities & 0xffff)
  w.uint8(CHARACTER_SET)
  w.uint16(ServerStatus.AUTOCOMMIT)
  w.uint16(capabilities >>> 16)
  w.uint8(NONCE_BYTES + 1)
  w.zeros(10)
  w.raw(nonce.subarray(8))
  w.uint8(0)
  w.nulTerminatedText(plugin)
  w.end()
}

/** What a client answers to the greeting. */
export interface HandshakeResponse {
  readonly capabilities: number
  readonly user: string
  readonly scramble: Buffer
  readonly database: string | undefined
  readonly plugin: string | undefined
}

/**
 * Source: MySQL internals, "HandshakeResponse41" and "SSLRequest".
 * @returns undefined where the client asks for TLS first.
 * @throws OxbowError 1835 (malformed).
 */
export function readHandshakeResponse(payload: Buffer, secure: boolean): HandshakeResponse | undefined {
  const r = new PacketReader(payload)
  const capabilities = r.uint32()
  r.skip(4 + 1 + 23)
  if ((capabilities & Capability.SSL) !== 0 && !secure && r.left === 0) return undefined
  const user = r.nulTerminatedText()
  return { capabilities, user, ...readCredentials(r, capabilities) }
}

/** A client that becomes another user: the same fields in another order. Source: MySQL internals, "COM_CHANGE_USER". */
export function readChangeUser(r: PacketReader, capabilities: number): HandshakeResponse {
  const user = r.nulTerminatedText()
  const scramble = Buffer.from(r.bytes(r.uint8()))
  const database = r.nulTerminatedText()
  if (r.left >= 2) r.skip(2)
  const plugin = r.left > 0 ? r.nulTerminatedText() : undefined
  return { capabilities, user, scramble, database: database === '' ? undefined : database, plugin }
}

function readCredentials(r: PacketReader, capabilities: number): Omit<HandshakeResponse, 'capabilities' | 'user'> {
  const has = (flag: number) => (capabilities & flag) !== 0
  const length = has(Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA) ? r.length() : r.uint8()
  // The packet's bytes are the socket's, the scramble outlives them.
  const scramble = Buffer.from(r.bytes(length))
  const database = has(Capability.CONNECT_WITH_DB) && r.left > 0 ? r.nulTerminatedText() : ''
  const plugin = has(Capability.PLUGIN_AUTH) && r.left > 0 ? r.nulTerminatedText() : undefined
  return { scramble, database: database === '' ? undefined : database, plugin }
}
