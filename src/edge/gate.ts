import { AccessTokens } from '../server/access-token.ts'
import { type Gate, OPEN_GATE, TokenGate, closedGate } from '../server/gate.ts'
import type { Env } from './env.ts'
import { edgePlatform } from './platform.ts'

/** Who is let in, as ACCESS and TOKEN_KEY say. What is configured wrongly lets nobody in, and says what to do. */
export function gateOf({ ACCESS, TOKEN_KEY = '' }: Env): Gate {
  if (ACCESS === 'public') return OPEN_GATE
  if (ACCESS !== 'tokens') return closedGate('the variable ACCESS must be "tokens" or "public"')
  if (TOKEN_KEY.trim() === '') {
    return closedGate('the secret TOKEN_KEY is missing: make a key with `oxbow token key`, and set it with `wrangler secret put TOKEN_KEY`')
  }
  return new TokenGate(new AccessTokens(TOKEN_KEY, edgePlatform.now))
}
