import { OxbowError } from '../error.ts'

/**
 * How new a read must be.
 *
 * - `default`: asks the remote before it answers, as Dolt does; what happens when that fails is the deployment's choice.
 * - `strong`: asks the remote, and errs when that fails.
 * - `max-staleness`: content with what was asked for at most `ms` milliseconds ago.
 * - `bookmark`: must see the write whose push made the manifest with this lock.
 * - `pinned`: reads one commit, which never changes: the remote isn't asked.
 */
export type Freshness =
  | { readonly mode: 'default' }
  | { readonly mode: 'strong' }
  | { readonly mode: 'max-staleness'; readonly ms: number }
  | { readonly mode: 'bookmark'; readonly lock: string }
  | { readonly mode: 'pinned'; readonly commit: string }

/** What a read without `freshness` gets. */
export const DEFAULT_FRESHNESS: Freshness = { mode: 'default' }

/**
 * Reads `strong`, `max-staleness=MS`, `bookmark=LOCK` or `pinned=COMMIT`.
 * @throws OxbowError `BAD_FRESHNESS`
 */
export function parseFreshness(text: string): Freshness {
  const [, mode, argument] = /^([a-z-]+)(?:=(.*))?$/s.exec(text) ?? []
  if (mode === 'strong' && argument === undefined) return { mode }
  if (mode === 'max-staleness' && argument !== undefined && /^\d{1,12}$/.test(argument)) return { mode, ms: Number(argument) }
  if (mode === 'bookmark' && argument !== undefined && /^[0-9a-v]{32}$/.test(argument)) return { mode, lock: argument }
  if (mode === 'pinned' && argument !== undefined && /^[0-9a-v]{32}$/.test(argument)) return { mode, commit: argument }
  throw new OxbowError('BAD_FRESHNESS', 'freshness must be strong, max-staleness=<milliseconds>, bookmark=<lock> or pinned=<commit>')
}
