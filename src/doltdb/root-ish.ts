import { identifierOf } from '../serial/file-identifier.ts'
import { readChunk, type Fetching } from '../store/missing.ts'
import type { Hash } from '../store/hash.ts'
import { readCommit } from './commit.ts'
import type { DoltDatabase } from './database.ts'
import { readRoot, type RootValue } from './root-value.ts'
import { readWorkingSet } from './working-set.ts'

/**
 * The root value of a commit, of a working set, or of itself: what artifacts of a merge name.
 * Source: Dolt go/libraries/doltcore/doltdb/rootish.go.
 */
export function* readRootIsh(db: DoltDatabase, hash: Hash): Fetching<RootValue> {
  switch (identifierOf(yield* readChunk(db.store, hash))) {
    case 'DCMT': return yield* readRoot(db, (yield* readCommit(db, hash)).root)
    case 'WRST': return yield* readRoot(db, (yield* readWorkingSet(db, hash)).workingRoot)
    default: return yield* readRoot(db, hash)
  }
}
