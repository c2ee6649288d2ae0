import { describe } from 'vitest'
import { hasShared } from './shared-path.ts'

export { hasShared, sharedPath } from './shared-path.ts'

/** A suite that needs the shelf; says plainly that it was skipped where the shelf is absent. */
export function describeWithShared(name: string, suite: () => void): void {
  if (hasShared) describe(name, suite)
  else describe.runIf(hasShared)(`${name} (skipped: ../shared is not beside this checkout)`, suite)
}
