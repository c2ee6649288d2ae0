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

/** Lets everyone in: for data that is public. */
export const OPEN_GATE: Gate = { admit: () => undefined }

/**
 * Lets in who is on the same machine: for servers that listen on a loopback address. Pages of other sites, which a browser there
 * may show, are kept out.
 */
export const LOOPBACK_GATE: Gate = {
  admit: (headers) => {
    const origin = headers.get('origin')
    // A foreign name that was made to lead here, and a page that sends requests to where it doesn't come from.
    const foreign = !isLoopback(hostOf(`http://${headers.get('host') ?? 'localhost'}`)) || (origin !== null && !isLoopback(hostOf(origin)))
    if (foreign) throw new OxbowError('FOREIGN_PAGE', 'without access tokens only programs on this machine are answered', { errno: 1045, sqlState: '28000' })
    return undefined
  },
}

/** @param host a name or an address, IPv6 with or without brackets. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}

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
