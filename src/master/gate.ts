import { readFileSync } from 'node:fs'
import { OxbowError } from '../error.ts'
import { AccessTokens } from '../server/access-token.ts'
import { type Gate, LOOPBACK_GATE, OPEN_GATE, TokenGate, isLoopback } from '../server/gate.ts'
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

/**
 * Who is let in to a server in Node: whoever has a token where there is a key; without one, this machine only.
 * @param isPublic lets in everyone, whatever else is said.
 * @throws OxbowError `NOT_CONFIGURED` for an address that others reach, without a key.
 */
export function gateFor({ address, keys, isPublic }: { readonly address: string; readonly keys: string; readonly isPublic: boolean }): Gate {
  if (isPublic) return OPEN_GATE
  if (keys.trim() !== '') return new TokenGate(new AccessTokens(keys, nodePlatform.now))
  if (isLoopback(address)) return LOOPBACK_GATE
  throw new OxbowError(
    'NOT_CONFIGURED',
    `without a token key only this machine is answered, and others reach ${address}: set OXBOW_TOKEN_KEY (\`oxbow token key\` makes one), or say --public to let in everyone`,
  )
}
