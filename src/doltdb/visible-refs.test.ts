import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodePlatform } from '../master/platform.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'
import type { Hash } from '../store/hash.ts'
import { runSync } from '../store/missing.ts'
import { type Commit, writeCommit } from './commit.ts'
import { DoltDatabase } from './database.ts'
import { resolveCommit } from './resolve-ref.ts'
import { createRoot } from './root-value.ts'
import { writeTag } from './tag.ts'
import { visibleName, visibleRefs } from './visible-refs.ts'

const WHO = { name: 'n', email: 'e@x' }

/** Commits in an order in which each has its parents, given by their places, before it. */
function graphOf(db: DoltDatabase, parents: readonly (readonly number[])[]): Commit[] {
  const root = createRoot(db).hash
  const commits: Commit[] = []
  for (const [i, places] of parents.entries()) {
    const distinct = [...new Set(places.filter((place) => place < i))].map((place) => commits[place])
    commits.push(runSync(writeCommit(db, root, distinct, { ...WHO, description: String(i), timestampMillis: i })))
  }
  return commits
}

describe('refs of which some are hidden', () => {
  it('lead to their commits’ ancestors by address, and to no others, in any history', () => {
    const histories = fc.array(fc.array(fc.nat(14), { maxLength: 2 }), { minLength: 1, maxLength: 15 })
    fc.assert(fc.property(histories, fc.array(fc.tuple(fc.nat(14), fc.boolean(), fc.boolean()), { maxLength: 5 }), (parents, heads) => {
      const db = new DoltDatabase(new MemoryChunkStore(nodePlatform), nodePlatform)
      const commits = graphOf(db, parents)
      const refs = new Map<string, Hash>()
      const seen = new Set<Hash>()
      const walk = (commit: Commit): void => {
        if (seen.has(commit.hash)) return
        seen.add(commit.hash)
        for (const parent of commit.parents) walk(commits.find(({ hash }) => hash === parent)!)
      }
      for (const [i, [place, isTag, isSeen]] of heads.entries()) {
        const commit = commits[place % commits.length]
        const name = `${isSeen ? 'seen' : 'hidden'}${i}`
        if (isTag) refs.set(`refs/tags/${name}`, writeTag(db, { ...WHO, commit: commit.hash, description: '', timestampMillis: 0, userTimestampMillis: 0 }))
        else refs.set(`refs/heads/${name}`, commit.hash)
        if (isSeen) walk(commit)
      }
      const visible = visibleRefs(refs, { key: 'seen', sees: (name) => name.startsWith('seen') })
      // Twice: what was found out is kept.
      for (const { hash } of [...commits, ...commits]) {
        let found = true
        try {
          expect(runSync(resolveCommit(db, visible, hash, undefined)).hash).toBe(hash)
        } catch (e) {
          expect(e).toMatchObject({ code: 'COMMIT_NOT_FOUND', message: 'target commit not found' })
          found = false
        }
        expect(found).toBe(seen.has(hash))
        expect(runSync(resolveCommit(db, refs, hash, undefined)).hash).toBe(hash)
      }
    }), { numRuns: 150 })
  })

  it('are narrowed once for each filter, and keep what belongs to a branch', () => {
    const refs = new Map(['refs/heads/a', 'workingSets/heads/a', 'refs/tags/a', 'refs/remotes/o/a', 'refs/internal/create', 'refs/heads/b', 'workingSets/heads/b'].map((ref) => [ref, 'x' as Hash]))
    const filter = { key: 'a', sees: (name: string) => name === 'a' }
    const visible = visibleRefs(refs, filter)
    expect([...visible.keys()]).toEqual(['refs/heads/a', 'workingSets/heads/a', 'refs/tags/a'])
    expect(visibleRefs(refs, { ...filter })).toBe(visible)
    expect([...visibleRefs(refs, { key: 'o', sees: (name) => name === 'o/a' }).keys()]).toEqual(['refs/remotes/o/a'])
    expect(visibleName('refs/internal/create')).toBeUndefined()
  })
})
