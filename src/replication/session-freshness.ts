import type { SqlSession } from '../sql/session.ts'
import { DEFAULT_FRESHNESS, type Freshness, parseFreshness } from './freshness.ts'

/** How new a session's reads must be. */
export interface WantedFreshness {
  readonly freshness: Freshness
  /**
   * True where the reader itself said so, and would rather have an error than less. What a token or the deployment says
   * bends to `dolt_skip_replication_errors`.
   */
  readonly insists: boolean
}

/** Who says how new a session's reads must be: the request, or the token that it came with. */
export type FreshnessSource = 'request' | 'token'

const VARIABLE = 'dolt_replication_freshness'

/**
 * How new each session's reads must be. The first that says something is heard: the request, the session variable
 * `dolt_replication_freshness`, the token, the deployment (the global variable).
 */
export class SessionFreshness {
  readonly #said: Readonly<Record<FreshnessSource, WeakMap<SqlSession, Freshness>>> = { request: new WeakMap(), token: new WeakMap() }
  readonly #deployment: () => string

  /** @param deployment text of the deployment's default; empty for none */
  constructor(deployment: () => string) {
    this.#deployment = deployment
  }

  set(session: SqlSession, freshness: Freshness, source: FreshnessSource = 'request'): void {
    this.#said[source].set(session, freshness)
  }

  of(session: SqlSession): WantedFreshness {
    const requested = this.#said.request.get(session) ?? parsed(session.changedVariables.get(VARIABLE))
    if (requested !== undefined) return { freshness: requested, insists: true }
    return { freshness: this.#said.token.get(session) ?? parsed(this.#deployment()) ?? DEFAULT_FRESHNESS, insists: false }
  }
}

function parsed(text: unknown): Freshness | undefined {
  return typeof text === 'string' && text !== '' ? parseFreshness(text) : undefined
}
