import { decodeHash, type Hash } from '../store/hash.ts'
import { FlatBufferBuilder, type Offset } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 8
const MERGE_STATE_SLOTS = 8
const REBASE_STATE_SLOTS = 8

/**
 * What `workingSets/heads/<branch>` names (`WRST`): the uncommitted state of a branch.
 * Source: Dolt go/serial/workingset.fbs, go/store/datas/workingset.go.
 */
export interface WorkingSet {
  readonly workingRoot: Hash
  readonly stagedRoot: Hash | undefined
  /** Who changed it last; undefined where a push wrote it. */
  readonly meta: WorkingSetMeta | undefined
  /** Set while a merge, cherry-pick or revert waits for the user. */
  readonly mergeState: MergeState | undefined
  /** Set while a rebase waits for the user. */
  readonly rebaseState: RebaseState | undefined
}

export interface WorkingSetMeta {
  readonly name: string
  readonly email: string
  readonly description: string
  /** Seconds since 1970 UTC, though the schema calls the field `timestamp_millis`. */
  readonly timestampSeconds: number
}

export interface MergeState {
  /** The working root before the merge, to which an abort returns. */
  readonly preWorkingRoot: Hash
  readonly fromCommit: Hash
  /** What the user called that commit. */
  readonly fromCommitSpec: string
  readonly unmergableTables: readonly string[]
  readonly isCherryPick: boolean
  readonly isRevert: boolean
  readonly preMergeHeadCommit: Hash | undefined
  /** Addresses, as text, of the commits that a continued cherry-pick or revert still has to do, in order. */
  readonly pendingCommitHashes: readonly string[]
}

export interface RebaseState {
  readonly preWorkingRoot: Hash
  /** The branch that is rebased. */
  readonly branch: string
  readonly ontoCommit: Hash
  readonly emptyCommitHandling: number
  readonly commitBecomesEmptyHandling: number
  /** Meaningful once the rebase has started: its plan's steps are numbered by decimals. */
  readonly lastAttemptedStep: number
  readonly rebasingStarted: boolean
  readonly skipVerification: boolean
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readWorkingSet(chunk: Uint8Array): WorkingSet {
  const table = TableReader.open(chunk, 'WRST', SLOTS)
  const name = table.string(2)
  const mergeState = table.tableAt(6, MERGE_STATE_SLOTS)
  const rebaseState = table.tableAt(7, REBASE_STATE_SLOTS)
  return {
    workingRoot: table.requiredAddress(0),
    stagedRoot: table.address(1),
    meta: name === undefined ? undefined : { name, email: table.text(3), description: table.text(4), timestampSeconds: table.i64(5) },
    mergeState: mergeState === undefined ? undefined : readMergeState(mergeState),
    rebaseState: rebaseState === undefined ? undefined : readRebaseState(rebaseState),
  }
}

export function buildWorkingSet(workingSet: WorkingSet): Uint8Array {
  const { meta } = workingSet
  const builder = new FlatBufferBuilder()
  const workingRoot = builder.byteVector(decodeHash(workingSet.workingRoot))
  const stagedRoot = writeOptional(builder, workingSet.stagedRoot)
  const mergeState = workingSet.mergeState === undefined ? 0 : writeMergeState(builder, workingSet.mergeState)
  const rebaseState = workingSet.rebaseState === undefined ? 0 : writeRebaseState(builder, workingSet.rebaseState)
  let name: Offset = 0
  let email: Offset = 0
  let description: Offset = 0
  if (meta !== undefined) {
    name = builder.string(meta.name)
    email = builder.string(meta.email)
    description = builder.string(meta.description)
  }
  builder.startTable(SLOTS)
  builder.addOffset(0, workingRoot)
  builder.addOffset(1, stagedRoot)
  builder.addOffset(6, mergeState)
  builder.addOffset(7, rebaseState)
  builder.addOffset(2, name)
  builder.addOffset(3, email)
  builder.addOffset(4, description)
  if (meta !== undefined) builder.addI64(5, meta.timestampSeconds)
  return builder.finish(builder.endTable(), 'WRST')
}

function readMergeState(table: TableReader): MergeState {
  return {
    preWorkingRoot: table.requiredAddress(0),
    fromCommit: table.requiredAddress(1),
    fromCommitSpec: table.text(2),
    unmergableTables: table.strings(3) ?? [],
    isCherryPick: table.bool(4),
    isRevert: table.bool(5),
    preMergeHeadCommit: table.address(6),
    pendingCommitHashes: table.strings(7) ?? [],
  }
}

function writeMergeState(builder: FlatBufferBuilder, state: MergeState): Offset {
  const preWorkingRoot = builder.byteVector(decodeHash(state.preWorkingRoot))
  const fromCommit = builder.byteVector(decodeHash(state.fromCommit))
  const fromCommitSpec = builder.string(state.fromCommitSpec)
  const unmergableTables = builder.stringVector(state.unmergableTables)
  const preMergeHeadCommit = writeOptional(builder, state.preMergeHeadCommit)
  const pending = state.pendingCommitHashes.length === 0 ? 0 : builder.stringVector(state.pendingCommitHashes)
  builder.startTable(MERGE_STATE_SLOTS)
  builder.addOffset(0, preWorkingRoot)
  builder.addOffset(1, fromCommit)
  builder.addOffset(2, fromCommitSpec)
  builder.addOffset(3, unmergableTables)
  builder.addBool(4, state.isCherryPick)
  builder.addBool(5, state.isRevert)
  builder.addOffset(6, preMergeHeadCommit)
  builder.addOffset(7, pending)
  return builder.endTable()
}

function readRebaseState(table: TableReader): RebaseState {
  return {
    preWorkingRoot: table.requiredAddress(0),
    // The schema says bytes, the writer writes a string: the layout is the same.
    branch: table.text(1),
    ontoCommit: table.requiredAddress(2),
    emptyCommitHandling: table.u8(3),
    commitBecomesEmptyHandling: table.u8(4),
    lastAttemptedStep: table.f32(5),
    rebasingStarted: table.bool(6),
    skipVerification: table.bool(7),
  }
}

function writeRebaseState(builder: FlatBufferBuilder, state: RebaseState): Offset {
  const preWorkingRoot = builder.byteVector(decodeHash(state.preWorkingRoot))
  const ontoCommit = builder.byteVector(decodeHash(state.ontoCommit))
  const branch = builder.string(state.branch)
  builder.startTable(REBASE_STATE_SLOTS)
  builder.addOffset(0, preWorkingRoot)
  builder.addOffset(1, branch)
  builder.addOffset(2, ontoCommit)
  builder.addU8(4, state.commitBecomesEmptyHandling)
  builder.addU8(3, state.emptyCommitHandling)
  builder.addF32(5, state.lastAttemptedStep)
  builder.addBool(6, state.rebasingStarted)
  builder.addBool(7, state.skipVerification)
  return builder.endTable()
}

function writeOptional(builder: FlatBufferBuilder, address: Hash | undefined): Offset {
  return address === undefined ? 0 : builder.byteVector(decodeHash(address))
}
