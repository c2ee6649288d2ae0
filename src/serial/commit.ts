import { decodeHash, EMPTY_HASH, HASH_BYTES, type Hash } from '../store/hash.ts'
import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 12

/** A commit (`DCMT`). Source: Dolt go/serial/commit.fbs, go/store/datas/commit.go. */
export interface Commit {
  /** The root value. */
  readonly root: Hash
  /** 1 + the greatest height of a parent; 1 without parents. */
  readonly height: number
  /** The first is the branch's head that was committed on. */
  readonly parents: readonly Hash[]
  /** Root of the set of all ancestors (`CMCL`); EMPTY_HASH without parents. */
  readonly parentClosure: Hash
  /** The author. */
  readonly name: string
  readonly email: string
  readonly description: string
  /** When it was committed: milliseconds since 1970 UTC; before that negative, though the schema says unsigned. */
  readonly timestampMillis: number
  /** When it was authored, which `dolt log` shows: milliseconds since 1970 UTC. */
  readonly userTimestampMillis: number
  /** Armoured GPG signature; empty for none. */
  readonly signature: string
  /** Equal to `name` and `email` unless someone else committed. */
  readonly committerName: string
  readonly committerEmail: string
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readCommit(chunk: Uint8Array): Commit {
  const table = TableReader.open(chunk, 'DCMT', SLOTS)
  const name = table.text(4)
  const email = table.text(5)
  return {
    root: table.requiredAddress(0),
    height: table.u64(1),
    parents: table.addresses(2),
    parentClosure: table.address(3) ?? EMPTY_HASH,
    name,
    email,
    description: table.text(6),
    timestampMillis: table.i64(7),
    userTimestampMillis: table.i64(8),
    signature: table.text(9),
    committerName: table.string(10) ?? name,
    committerEmail: table.string(11) ?? email,
  }
}

export function buildCommit(commit: Commit): Uint8Array {
  const builder = new FlatBufferBuilder()
  const root = builder.byteVector(decodeHash(commit.root))
  const parents = builder.byteVector(joinAddresses(commit.parents))
  const parentClosure = builder.byteVector(decodeHash(commit.parentClosure))
  const name = builder.string(commit.name)
  const email = builder.string(commit.email)
  const description = builder.string(commit.description)
  const signature = commit.signature === '' ? 0 : builder.string(commit.signature)
  const committerName = commit.committerName === commit.name ? 0 : builder.string(commit.committerName)
  const committerEmail = commit.committerEmail === commit.email ? 0 : builder.string(commit.committerEmail)
  builder.startTable(SLOTS)
  builder.addOffset(0, root)
  builder.addU64(1, commit.height)
  builder.addOffset(2, parents)
  builder.addOffset(3, parentClosure)
  builder.addOffset(4, name)
  builder.addOffset(5, email)
  builder.addOffset(6, description)
  builder.addI64(7, commit.timestampMillis)
  builder.addI64(8, commit.userTimestampMillis)
  builder.addOffset(9, signature)
  builder.addOffset(10, committerName)
  builder.addOffset(11, committerEmail)
  return builder.finish(builder.endTable(), 'DCMT')
}

function joinAddresses(hashes: readonly Hash[]): Uint8Array {
  const bytes = new Uint8Array(HASH_BYTES * hashes.length)
  for (let i = 0; i < hashes.length; i++) decodeHash(hashes[i], bytes, HASH_BYTES * i)
  return bytes
}
