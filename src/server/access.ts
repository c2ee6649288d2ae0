import { createHash } from 'node:crypto'
import { OxbowError } from '../error.ts'
import { fitsPattern } from '../replication/head-patterns.ts'
import type { Access } from '../sql/access.ts'
import type { Grant, TokenRight } from './access-token.ts'

/**
 * A grant as the bounds of a session.
 * @throws OxbowError `FORBIDDEN` (1227) for a grant that isn't for SQL.
 */
export function accessOf(grant: Grant): Access {
  const { right, databases, refs, subject } = grant
  if (right !== 'read' && right !== 'write' && right !== 'admin') throw forbidden('read')
  const allDatabases = databases.includes('*')
  return {
    key: JSON.stringify([right, databases.toSorted(), refs.toSorted()]),
    user: `${subject}@%`,
    right,
    allDatabases,
    seesDatabase: (name) => allDatabases || databases.includes(name),
    refs: refs.includes('*') ? undefined : {
      key: refs.toSorted().join('\n'),
      sees: (name) => refs.some((pattern) => fitsPattern(pattern, name)),
    },
  }
}

/** Whether a grant is for a database, by its exact name. */
export function seesDatabase({ databases }: Grant, name: string): boolean {
  return databases.includes('*') || databases.includes(name)
}

/**
 * The same for grants that allow the same to the same subject, however long and however they were made: what is kept for one of
 * them (a session, a result) may be used by the other. Undefined where no grant is asked for.
 */
export function grantKey(grant: Grant | undefined): string {
  if (grant === undefined) return ''
  const { subject, right, databases, refs } = grant
  return createHash('sha256').update(JSON.stringify([subject, right, databases.toSorted(), refs.toSorted()])).digest('base64url').slice(0, 22)
}

/** For a grant that allows something else. */
export function forbidden(needed: TokenRight): OxbowError {
  return new OxbowError(
    'FORBIDDEN', `Access denied; you need (at least one of) the ${needed.toUpperCase()} privilege(s) for this operation`, { errno: 1227, sqlState: '42000' },
  )
}
