import { buildWorkingSet, readWorkingSet as readMessage, type WorkingSet } from '../serial/working-set.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { DoltDatabase } from './database.ts'

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function* readWorkingSet(db: DoltDatabase, hash: Hash): Fetching<WorkingSet> {
  return yield* db.object('workingSet', hash, readMessage)
}

/** Writes a working set; it is reachable only when a ref is set to it. */
export function writeWorkingSet(db: DoltDatabase, workingSet: WorkingSet): Hash {
  return db.sink.put(buildWorkingSet(workingSet))
}
