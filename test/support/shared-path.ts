import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', '..', 'shared')

/** True where the team's shelf of fixtures stands beside the checkout. */
export const hasShared = existsSync(ROOT)

/** A path on the shelf, e.g. `sharedPath('fixtures', 'flights', 'remote')`. */
export function sharedPath(...parts: string[]): string {
  return join(ROOT, ...parts)
}
