import { randomBytes } from 'node:crypto'
import type { TLSSocketOptions } from 'node:tls'
import { OxbowError, isOxbowError } from '../../error.ts'
import type { Access } from '../../sql/access.ts'
import type { Grant } from '../access-token.ts'
import type { Accounts } from './accounts.ts'
import { type AuthPlugin, proves } from './authentication.ts'
import { type HandshakeResponse, NONCE_BYTES, readHandshakeResponse, writeGreeting } from './handshake.ts'
import { malformed } from './packet-reader.ts'
import type { PacketStream } from './packet-stream.ts'
import {
  FAST_AUTH_SUCCESS, PERFORM_FULL_AUTHENTICATION, REQUEST_PUBLIC_KEY, decryptPassword, passwordKey, withoutZero,
} from './password-exchange.ts'

/** What is asked for first; accounts of another plugin make the client switch. */
const DEFAULT_PLUGIN: AuthPlugin = 'caching_sha2_password'

/** Who a client turned out to be. */
export interface Authenticated {
  readonly account: string
  readonly grant: Grant | undefined
  readonly access: Access | undefined
}

export interface AuthenticatorOptions {
  readonly accounts: Accounts
  readonly version: string
  /** Certificate and key; undefined without TLS. */
  readonly tls: TLSSocketOptions | undefined
  /** Whether clients without TLS are turned away. */
  readonly requireTls: boolean
}

/** Greets a client and finds out who it is. @throws OxbowError 1045, 3159, 1835. */
export async function authenticate(
  stream: PacketStream, authenticator: Authenticator, connectionId: number,
): Promise<Authenticated & { readonly capabilities: number; readonly database: string | undefined }> {
  const { version, tls, requireTls } = authenticator.options
  const nonce = makeNonce()
  writeGreeting(stream.writer, { version, connectionId, nonce, plugin: DEFAULT_PLUGIN, tls: tls !== undefined })
  await stream.flush()
  let response = readHandshakeResponse(await received(stream), stream.secure)
  if (response === undefined) {
    if (tls === undefined) throw malformed()
    stream.startTls(tls)
    response = readHandshakeResponse(await received(stream), true)
    if (response === undefined) throw malformed()
  }
  if (requireTls && !stream.secure) {
    throw new OxbowError('SECURE_TRANSPORT_REQUIRED', 'Connections using insecure transport are prohibited while --require_secure_transport=ON.', { errno: 3159 })
  }
  const { capabilities, database } = response
  return { ...(await authenticator.identify(stream, response, nonce)), capabilities, database }
}

/** Finds out whether clients are who they say, for one server. */
export class Authenticator {
  readonly options: AuthenticatorOptions

  constructor(options: AuthenticatorOptions) {
    this.options = options
  }

  /** For a client that becomes another user: its scramble is over a nonce that we don't keep, so it is asked anew. @throws OxbowError 1045. */
  async again(stream: PacketStream, response: HandshakeResponse): Promise<Authenticated> {
    return await this.identify(stream, { ...response, plugin: undefined }, makeNonce())
  }

  /** @throws OxbowError 1045 (28000) unless the client proves who it is. */
  async identify(stream: PacketStream, { user, plugin, scramble }: HandshakeResponse, nonce: Buffer): Promise<Authenticated> {
    const host = stream.peerAddress
    const account = this.options.accounts.find(user, host)
    const refuse = () => accessDenied(user, host, scramble.length > 0)
    if (account === undefined) throw refuse()
    const { name, access, proof } = account
    if (account.requireTls === true && !stream.secure) throw refuse()
    if (proof.kind === 'open') return { account: name, grant: undefined, access }
    const wanted = proof.kind === 'scramble' || proof.kind === 'empty' ? proof.plugin : DEFAULT_PLUGIN
    let sent = { scramble, nonce }
    if (plugin !== wanted) sent = await switchPlugin(stream, wanted)
    if (proof.kind === 'empty') {
      if (sent.scramble.length > 0 && sent.scramble[0] !== 0) throw refuse()
      if (proof.plugin === 'caching_sha2_password') await say(stream, FAST_AUTH_SUCCESS)
      return { account: name, grant: undefined, access }
    }
    if (proof.kind === 'password') {
      if (proof.known !== undefined && proves('caching_sha2_password', sent.scramble, proof.known, sent.nonce)) await say(stream, FAST_AUTH_SUCCESS)
      else {
        const password = sent.scramble.length === 0 ? undefined : await askForPassword(stream, sent.nonce)
        if (password === undefined || !proof.check(password)) throw refuse()
      }
      return { account: name, grant: undefined, access }
    }
    if (proof.kind === 'scramble') {
      if (!proves(proof.plugin, sent.scramble, proof.doubleHash, sent.nonce)) throw refuse()
      if (proof.plugin === 'caching_sha2_password') await say(stream, FAST_AUTH_SUCCESS)
      return { account: name, grant: undefined, access }
    }
    const token = sent.scramble.length === 0 ? undefined : await askForPassword(stream, sent.nonce)
    if (token === undefined) throw refuse()
    try {
      return { account: name, grant: proof.open(token), access: undefined }
    } catch (e) {
      throw isOxbowError(e) ? accessDenied(user, host, true) : e
    }
  }
}

async function switchPlugin(stream: PacketStream, plugin: AuthPlugin): Promise<{ scramble: Buffer; nonce: Buffer }> {
  const nonce = makeNonce()
  const w = stream.writer
  w.begin()
  w.uint8(0xfe)
  w.nulTerminatedText(plugin)
  w.raw(nonce)
  w.uint8(0)
  w.end()
  await stream.flush()
  return { scramble: Buffer.from(await received(stream)), nonce }
}

/** Source: MySQL internals, "Caching SHA-2 full authentication". */
async function askForPassword(stream: PacketStream, nonce: Buffer): Promise<string | undefined> {
  await say(stream, PERFORM_FULL_AUTHENTICATION)
  let answer = await received(stream)
  if (stream.secure) return withoutZero(answer)
  if (answer.length === 1 && answer[0] === REQUEST_PUBLIC_KEY) {
    const w = stream.writer
    w.begin()
    w.uint8(1)
    w.rawText(passwordKey())
    w.end()
    await stream.flush()
    answer = await received(stream)
  }
  return decryptPassword(answer, nonce)
}

async function say(stream: PacketStream, code: number): Promise<void> {
  const w = stream.writer
  w.begin()
  w.uint8(1)
  w.uint8(code)
  w.end()
  if (code !== FAST_AUTH_SUCCESS) await stream.flush()
}

async function received(stream: PacketStream): Promise<Buffer> {
  const payload = await stream.next()
  if (payload === undefined) throw new OxbowError('HANDSHAKE_ERROR', 'Bad handshake', { errno: 1043, sqlState: '08S01' })
  return payload
}

/** Zeros would end the nonce for clients that take it for a C string. */
function makeNonce(): Buffer {
  return randomBytes(NONCE_BYTES).map((byte) => (byte & 0x7f) || 1) as Buffer
}

function accessDenied(user: string, host: string, password: boolean): OxbowError {
  return new OxbowError('ACCESS_DENIED', `Access denied for user '${user}'@'${host}' (using password: ${password ? 'YES' : 'NO'})`, { errno: 1045, sqlState: '28000' })
}
