import { encodeField } from '../prolly/encoding.ts'
import { Encoding } from '../prolly/encoding-ids.ts'
import { applyMutations, sortEdits, type Edit } from '../prolly/mutate.ts'
import type { NodeWriter } from '../prolly/chunker.ts'
import type { Node } from '../prolly/node.ts'
import { artifactWriter } from '../prolly/node-writers.ts'
import { scanLeaves } from '../prolly/scan.ts'
import { emptyTree } from '../prolly/tree-builder.ts'
import { buildTuple, fieldBytes } from '../prolly/tuple.ts'
import { TupleDescriptor } from '../prolly/tuple-descriptor.ts'
import { xxh3 } from '../prolly/xxh3.ts'
import { xxh3Of128 } from '../prolly/xxh3-128.ts'
import { decodeHash, EMPTY_HASH, encodeHash, HASH_BYTES, type Hash } from '../store/hash.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import type { Schema } from './schema.ts'
import type { Table } from './table.ts'

/*
 * What a merge left in a table for the user: conflicts, and rows that violate constraints. They stand in a tree of their own (`ARTM`),
 * under the row's key, the address that the other side's rows came of, what it is, and a hash that tells violations of one row apart.
 * Source: Dolt go/store/prolly/artifact_map.go.
 */

export const ArtifactType = { Conflict: 1, ForeignKey: 2, UniqueIndex: 3, Check: 4, NotNull: 5 } as const

export interface Artifact {
  /** In the tree of artifacts. */
  readonly key: Uint8Array
  /** Of the row, in the table. */
  readonly rowKey: Uint8Array
  /** The commit, working set or root value that was merged. */
  readonly from: Hash
  readonly type: number
  /** JSON, as Dolt wrote it. */
  readonly meta: string
}

/** What a violation says of itself. */
export interface ViolationMeta {
  /** JSON: which constraint. */
  readonly info: string
  /** The row's value tuple. */
  readonly value: Uint8Array
}

/** Fields of an artifact's key behind those of the row. */
const OWN_FIELDS = 3

const NO_INFO = new Uint8Array(HASH_BYTES)

interface Layout {
  readonly keys: TupleDescriptor
  readonly writer: NodeWriter
}

const layouts = new WeakMap<Schema, Layout>()

function layoutOf(schema: Schema): Layout {
  let layout = layouts.get(schema)
  if (layout === undefined) {
    const { fields } = schema.keyDescriptor
    const keys = new TupleDescriptor([
      ...fields, { encoding: Encoding.CommitAddr, nullable: false }, { encoding: Encoding.Uint8, nullable: false }, { encoding: Encoding.Bytes, nullable: false },
    ])
    layout = { keys, writer: artifactWriter(fields.length) }
    layouts.set(schema, layout)
  }
  return layout
}

export function hasArtifacts(table: Table): boolean {
  return table.message.artifacts !== EMPTY_HASH
}

/** All artifacts of a table, in the order of their keys. */
export function* readArtifacts(table: Table): Fetching<readonly Artifact[]> {
  const artifacts: Artifact[] = []
  if (!hasArtifacts(table)) return artifacts
  const { nodes } = table.db
  const fields = table.schema.keyDescriptor.fields.length
  for (const step of scanLeaves(nodes, yield* nodes.read(table.message.artifacts))) {
    if (step instanceof Missing) yield step
    else for (let i = step.from; i < step.to; i++) artifacts.push(decodeArtifact(step.node, i, fields))
  }
  return artifacts
}

/** What makes one table's artifacts those of another one. */
export function* artifactChanges(from: Table, to: Table): Fetching<Edit[]> {
  if (from.message.artifacts === to.message.artifacts) return []
  const edits = new Map((yield* readArtifacts(from)).map(({ key }): [string, Edit] => [String(key), { key, value: null }]))
  for (const { key, meta } of yield* readArtifacts(to)) edits.set(String(key), { key, value: metaTuple(meta) })
  return [...edits.values()]
}

const utf8 = new TextDecoder()

function decodeArtifact(node: Node, index: number, fields: number): Artifact {
  const key = node.key(index).slice()
  const field = (i: number): Uint8Array | null => fieldBytes(key, 0, key.length, i)
  const value = node.value(index)
  const meta = fieldBytes(value, 0, value.length, 0)!
  return {
    key, rowKey: buildTuple(Array.from({ length: fields }, (_, i) => field(i))), from: encodeHash(field(fields)!), type: field(fields + 1)![0],
    meta: utf8.decode(meta.subarray(0, meta.length - 1)),
  }
}

function artifactKey(schema: Schema, rowKey: Uint8Array, from: Hash, type: number, infoHash: Uint8Array): Uint8Array {
  const fields: (Uint8Array | null)[] = []
  const own = schema.keyDescriptor.fields.length
  for (let i = 0; i < own; i++) fields.push(fieldBytes(rowKey, 0, rowKey.length, i))
  fields.push(decodeHash(from), Uint8Array.of(type), encodeField(Encoding.Bytes, infoHash))
  if (fields.length !== own + OWN_FIELDS) throw new TypeError('an artifact has three fields of its own')
  return buildTuple(fields)
}

function metaTuple(json: string): Uint8Array {
  return buildTuple([encodeField(Encoding.Json, json)])
}

/** What records a conflict of a row. @param base the commit whose row both sides changed */
export function conflictEdit(schema: Schema, rowKey: Uint8Array, theirs: Hash, base: Hash): Edit {
  return { key: artifactKey(schema, rowKey, theirs, ArtifactType.Conflict, NO_INFO), value: metaTuple(JSON.stringify({ bc: [...decodeHash(base)] })) }
}

/** What records that a row violates a constraint. */
export function violationEdit(schema: Schema, rowKey: Uint8Array, theirs: Hash, type: number, { info, value }: ViolationMeta): Edit {
  const encoded = new TextEncoder().encode(info)
  const meta = JSON.stringify({ v_info: toBase64(encoded), value: toBase64(value) })
  return { key: artifactKey(schema, rowKey, theirs, type, infoHash(encoded)), value: metaTuple(meta) }
}

/** @throws SyntaxError where it isn't a violation's. */
export function parseViolation(artifact: Artifact): ViolationMeta {
  const { v_info: info, value } = JSON.parse(artifact.meta) as { v_info: string; value: string | null }
  return { info: utf8.decode(fromBase64(info)), value: fromBase64(value ?? '') }
}

/** The commit (or working set) that holds a conflict's base. */
export function conflictBase(artifact: Artifact): Hash {
  return encodeHash(Uint8Array.from((JSON.parse(artifact.meta) as { bc: number[] }).bc))
}

/** The first 16 bytes are XXH3 of 128 bits, the last 4 the lower half of a seeded one of 64, both big-endian. */
function infoHash(info: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HASH_BYTES)
  const view = new DataView(bytes.buffer)
  const { low, high } = xxh3Of128(info)
  view.setBigUint64(0, high)
  view.setBigUint64(8, low)
  view.setUint32(16, Number(BigInt.asUintN(32, xxh3(info, 0, info.length, 0x9e3779b97f4a7c15n))))
  return bytes
}

/** The table with artifacts put or removed. */
export function* withArtifacts(table: Table, edits: readonly Edit[]): Fetching<Table> {
  if (edits.length === 0) return table
  const { nodes, sink } = table.db
  const { keys, writer } = layoutOf(table.schema)
  const root = hasArtifacts(table) ? yield* nodes.read(table.message.artifacts) : emptyTree(sink, writer)
  const changed = yield* applyMutations(nodes, sink, root, sortEdits(edits, keys), keys, writer)
  const artifacts = changed.count === 0 ? EMPTY_HASH : (changed.hash ?? sink.put(changed.bytes))
  return yield* table.with({ artifacts })
}

/** The id of a conflict: dolt_conflict_id. */
export function conflictId({ rowKey, from }: Pick<Artifact, 'rowKey' | 'from'>): string {
  const bytes = new Uint8Array(rowKey.length + HASH_BYTES)
  bytes.set(rowKey)
  bytes.set(decodeHash(from), rowKey.length)
  const { low, high } = xxh3Of128(bytes)
  const id = new Uint8Array(16)
  const view = new DataView(id.buffer)
  view.setBigUint64(0, high)
  view.setBigUint64(8, low)
  return toBase64(id).replace(/=+$/, '')
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
}
