import { Missing } from '../../store/missing.ts'
import { type Expr, STATEMENT_CONSTANT } from '../plan/expression.ts'
import type { Plan } from '../plan/plan.ts'
import type { Batch, Operator } from './batch.ts'
import type { ExecContext } from './context.ts'
import { queryTooLarge } from './memory.ts'
import { type Run, execute } from './run.ts'

/*
 * Operators that hold a hash table do with any memory: where not all keys fit, the operator runs again over its input for a part of the
 * keys at a time. Nothing is written anywhere, so there is nothing to clean up, and a Worker, which has no disk, does it as well.
 */

/** The keys whose hash leaves `residue` when it is divided by `modulus`, a power of two. */
export interface KeyPart {
  readonly modulus: number
  readonly residue: number
}

export const ALL_KEYS: KeyPart = { modulus: 1, residue: 0 }

/** So many parts at most: a part that still doesn't fit holds few keys, and what is large is something else. */
const MOST_PARTS = 4096

export function isInPart(hash: number, { modulus, residue }: KeyPart): boolean {
  // Mixed anew: the hash's own bits choose the place in the hash table, where the keys of one part must not crowd.
  return ((Math.imul(hash, 0x9e3779b1) >>> 20) & (modulus - 1)) === residue
}

/** Parts are made smaller than what just fits: keys aren't spread evenly. */
const SLACK = 1.3

/**
 * Runs an operator over all of its keys.
 * @param plan the operator, which may run several times
 * @param held the input whose keys it holds
 * @param attempt runs it over a part of the keys; gives 0, or, where they don't fit, how many rows of `held` it had read by then, and has
 * yielded no rows
 * @throws OxbowError `QUERY_TOO_LARGE` where they don't fit and the inputs don't give the same rows again
 */
export function* inParts(plan: Plan, held: Plan, cx: ExecContext, run: Run, attempt: (part: KeyPart) => Generator<Batch | Missing, number, void>): Operator {
  const parts = [ALL_KEYS]
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const read = yield* attempt(part)
    if (read === 0) continue
    const { modulus, residue } = part
    if (modulus === MOST_PARTS || !isRepeatable(plan)) throw queryTooLarge(cx.memory.limit)
    let into = 2
    if (modulus === 1) {
      const wanted = SLACK * ((yield* countRows(held, cx, run)) / read)
      while (into < wanted && into < MOST_PARTS) into *= 2
    }
    for (let i = into - 1; i >= 0; i--) parts.push({ modulus: into * modulus, residue: residue + i * modulus })
  }
}

function* countRows(plan: Plan, cx: ExecContext, run: Run): Generator<Missing, number, void> {
  let rows = 0
  for (const step of execute(plan, cx, run)) {
    if (step instanceof Missing) yield step
    else rows += step.length
  }
  return rows
}

/** True for a plan that gives the same rows in the same order each time that it runs in a statement. */
export function isRepeatable(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return true
  if (Array.isArray(node)) return node.every(isRepeatable)
  if (node instanceof Map) return [...node.values()].every(isRepeatable)
  const expr = node as Partial<Expr>
  if (expr.kind === 'assign' || (expr.kind === 'call' && expr.volatility === 'volatile' && !STATEMENT_CONSTANT.has(expr.name!))) return false
  return Object.entries(node).every(([name, value]) => OPAQUE.has(name) || isRepeatable(value))
}

/** Parts of plans that hold no expressions, and may be large. */
const OPAQUE: ReadonlySet<string> = new Set(['table', 'index', 'type', 'types', 'bound', 'path', 'source', 'value'])
