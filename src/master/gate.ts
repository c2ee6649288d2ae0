import { readFileSync } from 'node:fs'
import { OxbowError } from '../error.ts'
import { AccessTokens } from '../server/access-token.ts'
import { type Gate, LOOPBACK_GATE, OPEN_GATE, TokenGate, isLoopback } from '../server/gate.ts'
import { type Accounts, LOOPBACK_ACCOUNTS, OPEN_ACCOUNTS, TokenAccounts } from '../server/mysql/accounts.ts'
import { nodePlatform } from './platform.ts'

/**
 * The token keys of a file, or of the environment's OXBOW_TOKEN_KEY; '' where there are none.
 * @throws OxbowError `NOT_CONFIGURED` for a file that can't be read.
 */
export function tokenKeys(file: string | undefined): string {
  if (file === undefined) return process.env.OXBOW_TOKEN_KEY ?? ''
  try {
    return readFileSync(file, 'utf8')
  } catch (e) {
    throw new OxbowError('NOT_CONFIGURED', `the token key can't be read: ${e instanceof Error ? e.message : String(e)}`, { cause: e })
  }
}

export interface Admission {
  readonly gate: Gate
  readonly accounts: Accounts
  /** Where HTTP listens: not where others reach it, if they are not to be answered. */
  readonly httpAddress: string
}

export interface AdmissionRules {
  /** Where the server listens. */
  readonly address: string
  readonly keys: string
  /** Lets in everyone, whatever else is said. */
  readonly isPublic: boolean
}

/**
 * Who is let in to a server in Node, over HTTP and over MySQL's protocol: whoever has a token where there is a key; without one, this machine only.
 * MySQL's protocol may then listen where others reach it, as Dolt's root without a password does, and turns them away.
 */
export function gateFor({ address, keys, isPublic }: AdmissionRules): Admission {
  if (isPublic) return { gate: OPEN_GATE, accounts: OPEN_ACCOUNTS, httpAddress: address }
  if (keys.trim() !== '') {
    const tokens = new AccessTokens(keys, nodePlatform.now)
    return { gate: new TokenGate(tokens), accounts: new TokenAccounts(tokens), httpAddress: address }
  }
  return { gate: LOOPBACK_GATE, accounts: LOOPBACK_ACCOUNTS, httpAddress: isLoopback(address) ? address : '127.0.0.1' }
}
