import type { ExecContext } from '../exec/context.ts'
import { textOf } from '../types/convert.ts'
import { INT, INT_UNSIGNED, TINYINT } from '../types/types.ts'
import { OxbowError } from '../../error.ts'
import { binary, scalar, unary } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/**
 * User-level locks (MySQL's manual, "Locking Functions"), held in the memory of this process. Nobody waits: a lock that
 * another session holds is refused at once, whatever the timeout.
 */

interface Lock {
  readonly owner: number
  count: number
}

const locks = new Map<string, Lock>()

/** Frees all locks of a session that ends. @returns how many there were */
export function releaseLocksOf(connectionId: number): number {
  let released = 0
  for (const [name, lock] of locks) {
    if (lock.owner !== connectionId) continue
    released += lock.count
    locks.delete(name)
  }
  return released
}

function lockName(text: string): string {
  if (text === '' || text.length > 64) {
    throw new OxbowError('ER_USER_LOCK_WRONG_NAME', `Incorrect user-level lock name '${text.slice(0, 64)}'.`, {
      errno: 3057, sqlState: '42000',
    })
  }
  return text.toLowerCase()
}

function bindGetLock(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return binary(TINYINT, true, (v, _, cx) => {
    const name = lockName(text(v))
    const owner = cx.session.connectionId
    const held = locks.get(name)
    if (held !== undefined && held.owner !== owner) return 0
    if (held === undefined) locks.set(name, { owner, count: 1 })
    else held.count++
    return 1
  })
}

function release(name: string, cx: ExecContext): number | null {
  const held = locks.get(name)
  if (held === undefined) return null
  if (held.owner !== cx.session.connectionId) return 0
  if (--held.count === 0) locks.delete(name)
  return 1
}

function bindReleaseLock(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(TINYINT, true, (v, cx) => release(lockName(text(v)), cx))
}

function bindIsFree(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(TINYINT, true, (v) => (locks.has(lockName(text(v))) ? 0 : 1))
}

function bindIsUsed(args: readonly Argument[]): BoundFunction {
  const text = textOf(args[0].type)
  return unary(INT_UNSIGNED, true, (v) => locks.get(lockName(text(v)))?.owner ?? null)
}

function bindReleaseAll(): BoundFunction {
  return { type: INT, nullable: false, compile: () => (cx) => releaseLocksOf(cx.session.connectionId) }
}

export const LOCKS: readonly ScalarFunction[] = [
  scalar('get_lock', 2, 2, bindGetLock, 'volatile'),
  scalar('release_lock', 1, 1, bindReleaseLock, 'volatile'),
  scalar('is_free_lock', 1, 1, bindIsFree, 'volatile'),
  scalar('is_used_lock', 1, 1, bindIsUsed, 'volatile'),
  scalar('release_all_locks', 0, 0, bindReleaseAll, 'volatile'),
]
