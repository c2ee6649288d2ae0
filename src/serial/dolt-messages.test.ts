import { describe, expect, it } from 'vitest'
import { rebuildMessage } from '../../test/support/rebuild-message.ts'
import { nodePlatform } from '../master/platform.ts'
import { EMPTY_HASH, hashOf } from '../store/hash.ts'
import { readCommit } from './commit.ts'
import messages from './dolt-messages.json' with { type: 'json' }
import { identifierOf } from './file-identifier.ts'
import { references } from './references.ts'
import { readTableSchema } from './table-schema.ts'
import { readTable } from './table.ts'
import { readVectorIndexNode } from './vector-index-node.ts'
import { readWorkingSet } from './working-set.ts'

// dolt-messages.json holds chunks that Dolt 2.3.1 wrote, taken from its stores after `dolt gc`: one for each state
// that a message can be in, and what the fixtures on the shelf don't have.

function message(what: string): Uint8Array {
  const found = messages.find((m) => m.what === what)
  if (found === undefined) throw new Error(`no message "${what}"`)
  return new Uint8Array(Buffer.from(found.base64, 'base64'))
}

describe('messages that Dolt 2.3.1 wrote', () => {
  for (const { what, address } of messages) {
    it(`${what}: is rebuilt to the same bytes`, () => {
      const chunk = message(what)
      expect(identifierOf(chunk)).toBe(what.slice(0, 4))
      expect(Buffer.from(rebuildMessage(chunk)).toString('hex')).toBe(Buffer.from(chunk).toString('hex'))
      expect(hashOf(nodePlatform, chunk)).toBe(address)
    })
  }

  it('a working set in a merge', () => {
    expect(readWorkingSet(message('WRST in a merge')).mergeState).toEqual({
      preWorkingRoot: '2o5juo7ckitcic2j5t0cr1b41kr7oh55',
      fromCommit: 'b8a9u6jqco7gmqbaj6egfm5bt5rl012d',
      fromCommitSpec: 'other',
      unmergableTables: [],
      isCherryPick: false,
      isRevert: false,
      preMergeHeadCommit: 'mv6v6i691fnbb8jtri8ceur67rl25rnf',
      pendingCommitHashes: [],
    })
  })

  it('a working set in a revert of two commits', () => {
    const { mergeState } = readWorkingSet(message('WRST in a revert'))
    expect(mergeState).toMatchObject({ isRevert: true, pendingCommitHashes: ['49koentr2p87vn9pnea42d86mfhikvsi'] })
  })

  it('a working set in a rebase, which stopped in a cherry-pick', () => {
    const { mergeState, rebaseState, meta } = readWorkingSet(message('WRST in a rebase'))
    expect(mergeState).toMatchObject({ isCherryPick: true, fromCommit: 'ig5tkpjsgaoi85hc5hq5mp7khrbdi6b4' })
    expect(rebaseState).toEqual({
      preWorkingRoot: 'li4b4c1qhcn0226upau5muljsi2d8hdo',
      branch: 'topic',
      ontoCommit: 'dr41ank3mrgaqu8b07hn0etae1n9l9h3',
      emptyCommitHandling: 2,
      commitBecomesEmptyHandling: 1,
      lastAttemptedStep: 1,
      rebasingStarted: true,
      skipVerification: false,
    })
    expect(meta).toEqual({ name: 'Zoë', email: 'z@e.org', description: 'sql transaction', timestampSeconds: 1795441104 })
  })

  it('commits: before 1970, signed, by a committer, with two parents', () => {
    expect(readCommit(message('DCMT before 1970'))).toMatchObject({
      name: 'Au Thor', email: 'a@t.org', timestampMillis: -3600000, userTimestampMillis: -3600000,
      committerName: 'Comm Itter', committerEmail: 'c@i.org', signature: '',
    })
    expect(readCommit(message('DCMT with a committer'))).toMatchObject({ name: 'Au Thor', committerName: 'Comm Itter', committerEmail: 'z@e.org' })
    expect(readCommit(message('DCMT signed')).signature).toMatch(/^-----BEGIN PGP SIGNED MESSAGE-----\n/)
    expect(readCommit(message('DCMT merge')).parents).toHaveLength(2)
    expect(readCommit(message('DCMT first'))).toMatchObject({ height: 1, parents: [], parentClosure: EMPTY_HASH })
  })

  it('schemas: full-text, vector, spatial and functional indexes, checks, keyless', () => {
    expect(readTableSchema(message('DSCH FULLTEXT index')).secondaryIndexes[0].fulltext).toEqual({
      configTable: 'dolt_ft_fts_config', positionTable: 'dolt_ft_ftk_0_fts_position', docCountTable: 'dolt_ft_ftk_0_fts_doc_count',
      globalCountTable: 'dolt_ft_ftk_0_fts_global_count', rowCountTable: 'dolt_ft_ftk_0_fts_row_count', keyType: 0, keyName: '',
      keyPositions: [0],
    })
    expect(readTableSchema(message('DSCH VECTOR index')).secondaryIndexes[0].vector).toEqual({ distanceType: 1 })
    expect(readTableSchema(message('DSCH SPATIAL index')).secondaryIndexes[0]).toMatchObject({ name: 'p', spatial: true, keyColumns: [4, 0] })
    const functional = readTableSchema(message('DSCH functional index'))
    expect(functional.columns.at(-1)).toMatchObject({ hiddenSystem: true, generated: true, virtual: true, defaultValue: '(lower(s))' })
    expect(functional.secondaryIndexes.find((i) => i.name === 'pre')?.prefixLengths).toEqual([5])
    const checked = readTableSchema(message('DSCH checks, comment'))
    expect(checked).toMatchObject({ comment: 'hello', keyless: false, primaryKey: [0], collation: 309, targetRowSize: 2048 })
    expect(checked.checks.map((c) => c.enforced)).toEqual([false, true])
    const keyless = readTableSchema(message('DSCH keyless, comment'))
    expect(keyless).toMatchObject({ keyless: true, primaryKey: [], collation: 255, comment: 'cm' })
    expect(keyless.columns.map((c) => c.name)).toEqual(['a', 't', 'j', 'g'])
    expect(readTableSchema(message('DSCH ON UPDATE')).columns.at(-1)?.onUpdate).toBe('CURRENT_TIMESTAMP')
  })

  it('an AUTO_INCREMENT that no JavaScript number holds', () => {
    expect(readTable(message('DTBL AUTO_INCREMENT above 2^53')).autoIncrementValue).toBe(18446744073709551001n)
  })

  it('nodes of a vector index', () => {
    const inner = readVectorIndexNode(message('IVFF inner'))
    expect(inner).toMatchObject({ level: 1, treeCount: 1490, logChunkSize: 8, distanceType: 1 })
    expect(references(message('IVFF inner'))).toHaveLength(inner.count)
    expect(references(message('IVFF leaf'))).toEqual([])
  })
})

describe('references', () => {
  it('of a commit: parents, root and closure', () => {
    const commit = readCommit(message('DCMT merge'))
    expect(references(message('DCMT merge'))).toEqual([...commit.parents, commit.root, commit.parentClosure])
  })

  it('of the first commit: no closure', () => {
    expect(references(message('DCMT first'))).toEqual([readCommit(message('DCMT first')).root])
  })

  it('of a working set: both roots, and those of the merge', () => {
    const { workingRoot, stagedRoot, mergeState } = readWorkingSet(message('WRST in a merge'))
    expect(references(message('WRST in a merge'))).toEqual([workingRoot, stagedRoot, mergeState?.preWorkingRoot, mergeState?.fromCommit])
  })

  it('of a closure\'s leaf: the commits in the keys', () => {
    expect(references(message('CMCL leaf'))).toHaveLength(1)
  })

  it('of rows with long values: the values\' roots', () => {
    expect(references(message('TUPM leaf with addresses'))).toHaveLength(1)
  })

  it('of merge artifacts: the commits in the keys', () => {
    expect(references(message('ARTM')).length).toBeGreaterThan(0)
  })

  it('of a schema, of foreign keys: none', () => {
    expect(references(message('DSCH plain'))).toEqual([])
    expect(references(message('DFKC'))).toEqual([])
  })
})
