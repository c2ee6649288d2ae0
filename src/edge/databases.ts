import { OxbowError } from '../error.ts'
import type { Env } from './env.ts'

/**
 * A database's name, fit to be a folder of the bucket and a part of a path. Names are compared as they are: Dolt's
 * remotes are case-sensitive.
 * @throws OxbowError 1049 for what no database can be called.
 */
export function databaseName(text: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/.test(text)) {
    throw new OxbowError('UNKNOWN_DATABASE', `database not found: ${text}`, { errno: 1049, sqlState: '42000' })
  }
  return text
}

/** The databases that DATABASES names; none where all are served. */
export function namedDatabases({ DATABASES }: Pick<Env, 'DATABASES'>): readonly string[] {
  return DATABASES.split(',').map((part) => part.trim()).filter((part) => part !== '')
}

/** Whether this Worker serves a database of that name. */
export function isServed(env: Pick<Env, 'DATABASES'>, name: string): boolean {
  const names = namedDatabases(env)
  return names.length === 0 || names.includes(name)
}
