import 'vitest'
import type { BranchesRemote } from './branches-remote.ts'

declare module 'vitest' {
  /** What global set-up hands to tests by `inject`. */
  interface ProvidedContext {
    /**
     * The objects of a remote that real Dolt wrote, in base64 by name; one is an archive with a dictionary. Empty where
     * the shelf is absent.
     */
    typesRemote: Record<string, string>
    branchesRemote: BranchesRemote
  }
}
