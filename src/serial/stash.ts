import { decodeHash, type Hash } from '../store/hash.ts'
import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 5

/** Changes put aside (`STSH`). Source: Dolt go/serial/stash.fbs, go/store/datas/stash.go. */
export interface Stash {
  /** The root value that was put aside. */
  readonly stashRoot: Hash
  /** The branch's head at that time. */
  readonly headCommit: Hash
  /** The branch's whole ref, `refs/heads/main`. */
  readonly branchName: string
  /** The head commit's message. */
  readonly description: string
  /** New tables that were staged; undefined where the writer gave no list. */
  readonly tablesToStage: readonly string[] | undefined
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readStash(chunk: Uint8Array): Stash {
  const table = TableReader.open(chunk, 'STSH', SLOTS)
  return {
    stashRoot: table.requiredAddress(0),
    headCommit: table.requiredAddress(1),
    branchName: table.text(2),
    description: table.text(3),
    tablesToStage: table.strings(4),
  }
}

export function buildStash(stash: Stash): Uint8Array {
  const builder = new FlatBufferBuilder()
  const stashRoot = builder.byteVector(decodeHash(stash.stashRoot))
  const headCommit = builder.byteVector(decodeHash(stash.headCommit))
  const branchName = builder.string(stash.branchName)
  const description = builder.string(stash.description)
  const tablesToStage = stash.tablesToStage === undefined ? 0 : builder.stringVector(stash.tablesToStage)
  builder.startTable(SLOTS)
  builder.addOffset(0, stashRoot)
  builder.addOffset(1, headCommit)
  builder.addOffset(2, branchName)
  builder.addOffset(3, description)
  builder.addOffset(4, tablesToStage)
  return builder.finish(builder.endTable(), 'STSH')
}
