import { OxbowError } from '../error.ts'
import { identifierOf } from '../serial/file-identifier.ts'
import { buildTag, readTag as readMessage, type Tag as TagMessage } from '../serial/tag.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { DoltDatabase } from './database.ts'

/** @throws OxbowError `NOT_A_TAG` for the address of something else. */
export function* readTag(db: DoltDatabase, hash: Hash): Fetching<TagMessage> {
  return yield* db.object('tag', hash, decodeTag)
}

function decodeTag(chunk: Uint8Array): TagMessage {
  if (identifierOf(chunk) !== 'DTAG') throw new OxbowError('NOT_A_TAG', 'the value retrieved for this hash is not a tag')
  return readMessage(chunk)
}

/** Writes a tag; it is reachable only when a ref is set to it. */
export function writeTag(db: DoltDatabase, tag: TagMessage): Hash {
  return db.sink.put(buildTag(tag))
}
