import { OxbowError } from '../error.ts'
import { type AccessTokens, type Grant, type TokenRight, unauthorized } from './access-token.ts'
import { forbidden } from './access.ts'

/** Who is let in. */
export interface Gate {
  /**
   * What a request may do; undefined where everyone may do everything.
   * @throws OxbowError 401 without a valid token.
   */
  admit(headers: Headers): Grant | undefined
}

/** Lets everyone in: for servers that only their own machine reaches, and for data that is public. */
export const OPEN_GATE: Gate = { admit: () => undefined }

/** Lets in who has a token. */
export class TokenGate implements Gate {
  private readonly tokens: AccessTokens

  constructor(tokens: AccessTokens) {
    this.tokens = tokens
  }

  admit(headers: Headers): Grant {
    const token = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
    if (token === undefined) throw unauthorized()
    return this.tokens.open(token)
  }
}

/** Lets nobody in: the server lacks what it needs to know whom. */
export function closedGate(why: string): Gate {
  return {
    admit: () => {
      throw new OxbowError('NOT_CONFIGURED', why)
    },
  }
}

/** @throws OxbowError `FORBIDDEN` unless the grant has the right; `admin` has all, and without a gate everyone has. */
export function requireRight(grant: Grant | undefined, right: TokenRight): void {
  if (grant !== undefined && grant.right !== right && grant.right !== 'admin') throw forbidden(right)
}
