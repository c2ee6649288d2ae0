import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { describe } from 'vitest'

const ROOT = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', '..', 'shared')

/** True where the team's shelf of fixtures stands beside the checkout. */
export const hasShared = existsSync(ROOT)

/** A path on the shelf, e.g. `sharedPath('fixtures', 'flights', 'remote')`. */
export function sharedPath(...parts: string[]): string {
  return join(ROOT, ...parts)
}

/** A suite that needs the shelf; says plainly that it was skipped where the shelf is absent. */
export function describeWithShared(name: string, suite: () => void): void {
  if (hasShared) describe(name, suite)
  else describe.runIf(hasShared)(`${name} (skipped: ../shared is not beside this checkout)`, suite)
}
