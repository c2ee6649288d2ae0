import { expect, it } from 'vitest'
import { FixtureDatabase } from '../../test/support/fixture-database.ts'
import { MemoryChunks } from '../../test/support/memory-chunks.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { readCommit } from '../serial/commit.ts'
import { EMPTY_HASH, type Hash } from '../store/hash.ts'
import { Missing, runSync } from '../store/missing.ts'
import { closureEntries, closureHas, closureOfParents, type ClosureEntry } from './commit-closure-tree.ts'
import { NodeStore } from './node-store.ts'

describeWithShared('closures of real commits', () => {
  it.each(['history', 'types', 'flights'] as const)('%s: each commit\'s closure follows from its parents', (name) => {
    const database = new FixtureDatabase(name)
    const store = new MemoryChunks()
    const nodes = new NodeStore(store)
    const seen = new Set<Hash>()
    const visit = (hash: Hash): void => {
      if (seen.has(hash)) return
      seen.add(hash)
      const commit = readCommit(database.chunk(hash))
      commit.parents.forEach(visit)
      const parents = commit.parents.map((parent) => {
        const { height, parentClosure } = readCommit(database.chunk(parent))
        return { hash: parent, height, closure: parentClosure }
      })
      expect(runSync(closureOfParents(nodes, store, parents))).toBe(commit.parentClosure)
      for (const parent of parents) expect(runSync(closureHas(nodes, commit.parentClosure, parent))).toBe(true)
      expect(runSync(closureHas(nodes, commit.parentClosure, { hash, height: commit.height }))).toBe(false)
    }
    visit(database.commit('refs/heads/main').hash)
    expect(seen.size).toBeGreaterThan(3)
  })

  it('a history of several hundred commits is a tree of two levels, read from the highest down', () => {
    const store = new MemoryChunks()
    const nodes = new NodeStore(store)
    let closure = EMPTY_HASH
    const commits: ClosureEntry[] = []
    for (let height = 1; height <= 700; height++) {
      const hash = store.put(new Uint8Array(new Uint32Array([height]).buffer))
      closure = runSync(closureOfParents(nodes, store, [{ hash, height, closure }]))
      commits.unshift({ hash, height })
    }
    const root = runSync(nodes.read(closure))
    expect([root.level, root.treeCount]).toEqual([1, 700])
    const entries = [...closureEntries(nodes, closure)].filter((e) => !(e instanceof Missing)) as ClosureEntry[]
    expect(entries.map((e) => e.hash)).toEqual(commits.map((c) => c.hash))
    expect(entries.map((e) => e.height)).toEqual(commits.map((c) => c.height))
  })
})
