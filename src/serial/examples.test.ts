import { describe, expect, it } from 'vitest'
import { nodePlatform } from '../master/platform.ts'
import { decodeHash, hashOf } from '../store/hash.ts'
import { buildAddressMap } from './address-map.ts'
import { buildBlob } from './blob.ts'
import { buildCommitClosure } from './commit-closure.ts'
import { buildCommit } from './commit.ts'
import { buildProllyTreeNode } from './prolly-tree-node.ts'
import { buildRootValue } from './root-value.ts'
import { buildStoreRoot } from './store-root.ts'
import { NO_CONFLICTS, buildTable } from './table.ts'

// Chunks of small databases that Dolt 2.3.1 made, here built from what they mean.

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'))
}

function hexOf(chunk: Uint8Array): string {
  return Buffer.from(chunk).toString('hex')
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

const NO_ADDRESS = '00000000000000000000000000000000'
const HEAD = 'pad15gt44d1p9v6j1cr285ngpmm5cgg5'

const emptyMap = buildAddressMap({ level: 0, keys: [], values: [], subtreeCounts: [], treeCount: 0 })

describe('trees', () => {
  it('an empty table', () => {
    const chunk = buildProllyTreeNode({ level: 0, keys: [], values: [], addressOffsets: [], subtreeCounts: [], treeCount: 0 })
    expect(hexOf(chunk)).toBe(hexOf(bytes(`1b000048 18000000 5455504d 1000180014001000 07000c0008000600 10000000 00000101
      10000000 14000000 14000000 18000000 01000000 00000000 00000000 01000000 00000000 00000000`)))
    expect(hashOf(nodePlatform, chunk)).toBe('52qkcc17dcqtblc9aml4so2jrooun338')
  })

  it('an empty address map', () => {
    expect(hexOf(emptyMap)).toBe(hexOf(bytes(`1b000034 14000000 4144524d 00000a00 10000c00 08000400 0a000000 0c000000 0c000000
      10000000 00000000 01000000 00000000 00000000`)))
  })

  it('a leaf of four rows: int key; varchar, decimal, datetime, bigint', () => {
    const chunk = buildProllyTreeNode({
      level: 0,
      keys: [bytes('fdffffff0100'), bytes('010000000100'), bytes('020000000100'), bytes('040000000100')],
      values: [
        bytes('7ac3bc7269636800 feffffff00 c09d283b015d0300 08000d00 0300'),
        bytes('616c70686100 feffffff01 00000000000004d2 1466aa7c84120600 0500000000000000 060013001b00 0400'),
        bytes('feffffffff 0000000000000005 0000 0200'),
        bytes('00 feffffff01 00000002540be3ff 00202110d70d0600 ffffffffffffffff 01000e001600 0400'),
      ],
      addressOffsets: [],
      subtreeCounts: [],
      treeCount: 4,
    })
    expect(chunk.length).toBe(260)
    expect(hashOf(nodePlatform, chunk)).toBe('a6jb0s117g5aj57o7adr315jti8mg2o5')
  })

  it('a leaf of a secondary index, whose values are empty tuples', () => {
    const chunk = buildProllyTreeNode({
      level: 0,
      keys: [bytes('0a00000003000000 00000400 0300'), bytes('61001e00000001000000 02000600 0300'), bytes('62001400000002000000 02000600 0300')],
      values: [bytes('0000'), bytes('0000'), bytes('0000')],
      addressOffsets: [],
      subtreeCounts: [],
      treeCount: 3,
    })
    expect(hashOf(nodePlatform, chunk)).toBe('nc2m5u86cquv5gbk44usmk83t5i13q3q')
  })

  it('the root of 30,000 rows, level 2', () => {
    const chunk = buildProllyTreeNode({
      level: 2,
      keys: [bytes('302f00000100'), bytes('fb4e00000100'), bytes('ec7000000100'), bytes('477100000100')],
      values: [
        bytes('c96b732ac3ac598cc3146b891d4314e77c644170'), bytes('3e3c43ec9a03337a739805b438902c0d1fa70198'),
        bytes('d591c1c989f0e26a327fe56da5ce4320ec7aeef7'), bytes('26664df3975dd562e01f29fc2169575bdc37da8b'),
      ],
      addressOffsets: [],
      subtreeCounts: [13081, 8139, 8689, 91],
      treeCount: 30000,
    })
    expect(hexOf(chunk)).toBe(hexOf(bytes(`1b0000d8 28000000 5455504d 00000000 0000 1a00 2000 1c00 1800 0700 0000 0000 0600 0000 1400 1000 0800 0500
      1a000000 00 02 01 01 3075000000000000 10000000 1c000000 6c000000 78000000 0a000000 b2cc019b4dcc08ab8601 0000
      50000000 c96b732ac3ac598cc3146b891d4314e77c644170 3e3c43ec9a03337a739805b438902c0d1fa70198
      d591c1c989f0e26a327fe56da5ce4320ec7aeef7 26664df3975dd562e01f29fc2169575bdc37da8b
      05000000 0000 0600 0c00 1200 1800 0000 18000000 302f00000100 fb4e00000100 ec7000000100 477100000100`)))
    expect(hashOf(nodePlatform, chunk)).toBe('3o83duurtvchpbges7l39d2n0dfpt3o6')
  })

  it('the root of a blob of three leaves', () => {
    const chunk = buildBlob({
      level: 1,
      values: [
        bytes('c83d92ea8c3e3801c0dbf63f4344ac5c8fdaf1dd'), bytes('c83d92ea8c3e3801c0dbf63f4344ac5c8fdaf1dd'),
        bytes('2fee65a501866170680e66f651ea1209510fae1f'),
      ],
      subtreeCounts: [1, 1, 1],
      treeCount: 3,
    })
    expect(hexOf(chunk)).toBe(hexOf(bytes(`1b000078 18000000 424c4f42 0000 0e00 1800 0000 1400 1000 0800 0700 0e000000 000000 01
      0300000000000000 08000000 0c000000 03000000 020000 00 3c000000 c83d92ea8c3e3801c0dbf63f4344ac5c8fdaf1dd
      c83d92ea8c3e3801c0dbf63f4344ac5c8fdaf1dd 2fee65a501866170680e66f651ea1209510fae1f`)))
  })
})

describe('a small database, from its root down', () => {
  const refs = buildAddressMap({
    level: 0,
    keys: [text('refs/heads/main'), text('refs/tags/v1')],
    values: [decodeHash(HEAD), bytes('58bc32b0da4e7bda4c509314f9518941c1cb889b')],
    subtreeCounts: [],
    treeCount: 2,
  })

  it('the store root', () => {
    const chunk = buildStoreRoot({ addressMap: refs })
    expect(hexOf(chunk)).toBe(hexOf(bytes(`1b0000b0 10000000 53545254 00000600 08000400 06000000 04000000 94000000
      1b000090 1c000000 4144524d 000000000000 0e00 1c00 1800 1400 1000 0000 0400
      0e000000 0200000000000000 00000000 0c000000 34000000 3c000000 28000000
      ca9a12c3a4234394fcd30b362416f0cdac564205 58bc32b0da4e7bda4c509314f9518941c1cb889b
      03000000 0000 0f00 1b00 0000 1b000000`)) + hexOf(text('refs/heads/mainrefs/tags/v1')) + '00')
    expect(hashOf(nodePlatform, chunk)).toBe('llamdmnhafea9kkpo644ed8opn35b8mi')
  })

  it('the commit', () => {
    const chunk = buildCommit({
      root: 'p9domfqos3t6fcn92oi73onsm65c5kfk',
      height: 2,
      parents: ['j11e939k0le5oeft5sdjtpofvooqt68r'],
      parentClosure: 'cqvq5jj8ftjta953ap9fgjn1vij8uih3',
      name: 't',
      email: 't@t',
      description: 'first',
      timestampMillis: 1704153600000,
      userTimestampMillis: 1704153600000,
      signature: '',
      committerName: 't',
      committerEmail: 't@t',
    })
    expect(chunk.length).toBe(196)
    expect(hashOf(nodePlatform, chunk)).toBe(HEAD)
  })

  it('its closure', () => {
    const chunk = buildCommitClosure({
      level: 0,
      keys: [bytes('0100000000000000 9842e48d34055c5c39fd2f1b3ee70ffe31ae991b')],
      values: [],
      subtreeCounts: [],
      treeCount: 1,
    })
    expect(hashOf(nodePlatform, chunk)).toBe('cqvq5jj8ftjta953ap9fgjn1vij8uih3')
  })

  it('the root value', () => {
    const tables = buildAddressMap({
      level: 0, keys: [text('t')], values: [bytes('808d16a6d6836923a4338f097ba5b9ed83dbd552')], subtreeCounts: [], treeCount: 1,
    })
    const chunk = buildRootValue({ featureVersion: 7, tables, foreignKeys: NO_ADDRESS, collation: 309, schemas: [] })
    expect(chunk.length).toBe(180)
    expect(hashOf(nodePlatform, chunk)).toBe('p9domfqos3t6fcn92oi73onsm65c5kfk')
  })

  it('the table', () => {
    const primaryIndex = buildProllyTreeNode({
      level: 0,
      keys: [bytes('010000000100'), bytes('020000000100')],
      values: [bytes('6f6e65000100'), bytes('74776f000100')],
      addressOffsets: [],
      subtreeCounts: [],
      treeCount: 2,
    })
    const chunk = buildTable({
      schema: '44130oojqoo491bsrtc0vrhbrig7hqeb',
      primaryIndex,
      secondaryIndexes: emptyMap,
      autoIncrementValue: 0n,
      conflicts: NO_CONFLICTS,
      violations: NO_ADDRESS,
      artifacts: NO_ADDRESS,
    })
    expect(chunk.length).toBe(448)
    expect(hashOf(nodePlatform, chunk)).toBe('g26hd9mmgdki791jhs4nn9dptm1tnlai')
  })
})
