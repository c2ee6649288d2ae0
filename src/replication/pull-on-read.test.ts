import { describe, expect, it } from 'vitest'
import { parseFreshness } from './freshness.ts'
import type { Freshness } from './freshness.ts'
import { PullOnRead } from './pull-on-read.ts'

interface Manifest {
  lock: string
}

/** A remote whose answers come when the test says so. */
class ScriptedRemote {
  manifest: Manifest = { lock: 'l1' }
  time = 1000
  skip = false
  readonly checks: PromiseWithResolvers<Manifest>[] = []
  readonly pulls: { manifest: Manifest; done: PromiseWithResolvers<string> }[] = []
  readonly reader = new PullOnRead<Manifest, string>(
    {
      check: () => {
        const check = Promise.withResolvers<Manifest>()
        this.checks.push(check)
        return check.promise
      },
      lockOf: (manifest) => manifest.lock,
      pull: (manifest) => {
        const done = Promise.withResolvers<string>()
        this.pulls.push({ manifest, done })
        return done.promise
      },
    },
    { now: () => this.time, skipErrors: () => this.skip },
  )

  read(freshness: Freshness = { mode: 'default' }) {
    return this.reader.read(freshness)
  }

  /** Answers the oldest open check with the manifest as it is now. */
  async answer(): Promise<void> {
    this.checks.shift()?.resolve(this.manifest)
    await settle()
  }

  async pulled(view: string): Promise<void> {
    this.pulls.shift()?.done.resolve(view)
    await settle()
  }

  async warm(): Promise<void> {
    const first = this.read()
    await this.answer()
    await this.pulled('v1')
    await first
  }
}

/** Lets everything run that waits for nothing but its turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

describe('pull on read', () => {
  it('asks the remote, pulls, and answers', async () => {
    const remote = new ScriptedRemote()
    const read = remote.read()
    expect(remote.checks.length).toBe(1)
    remote.time += 7
    await remote.answer()
    expect(remote.pulls.length).toBe(1)
    await remote.pulled('v1')
    expect(await read).toEqual({ view: 'v1', lock: 'l1', ageMs: 7 })
  })

  it('does not pull again what has not changed', async () => {
    const remote = new ScriptedRemote()
    await remote.warm()
    const read = remote.read()
    await remote.answer()
    expect((await read).view).toBe('v1')
    expect(remote.pulls.length).toBe(0)
  })

  it('has at most one check in flight and one queued, whatever the load', async () => {
    const remote = new ScriptedRemote()
    const first = remote.read()
    const others = Array.from({ length: 100 }, () => remote.read())
    expect(remote.checks.length).toBe(1)
    await remote.answer()
    expect(remote.checks.length).toBe(1)
    await remote.answer()
    expect(remote.checks.length).toBe(0)
    await remote.pulled('v1')
    expect((await first).view).toBe('v1')
    expect(new Set((await Promise.all(others)).map((r) => r.view))).toEqual(new Set(['v1']))
  })

  it('lets no reader join a check that was sent before it arrived', async () => {
    const remote = new ScriptedRemote()
    await remote.warm()
    const early = remote.read()
    const answerOfFirst = remote.manifest
    // A write is acknowledged while the check is on its way; who reads after that must see it.
    remote.manifest = { lock: 'l2' }
    const late = remote.read()
    remote.checks.shift()?.resolve(answerOfFirst)
    await settle()
    expect((await early).view).toBe('v1')
    expect(remote.checks.length).toBe(1)
    await remote.answer()
    await remote.pulled('v2')
    expect((await late).view).toBe('v2')
  })

  it('sends the queued check when the first has its answer, without waiting for its pull', async () => {
    const remote = new ScriptedRemote()
    const first = remote.read()
    const second = remote.read()
    await remote.answer()
    expect(remote.pulls.length).toBe(1)
    expect(remote.checks.length).toBe(1)
    await remote.answer()
    expect(remote.pulls.length).toBe(1)
    await remote.pulled('v1')
    expect([(await first).view, (await second).view]).toEqual(['v1', 'v1'])
  })

  it('never goes back, when pulls end out of order', async () => {
    const remote = new ScriptedRemote()
    const first = remote.read()
    const second = remote.read()
    await remote.answer()
    remote.manifest = { lock: 'l2' }
    await remote.answer()
    const [older, newer] = remote.pulls
    newer.done.resolve('v2')
    expect((await second).view).toBe('v2')
    older.done.resolve('v1')
    expect((await first).view).toBe('v1')
    expect((await remote.read({ mode: 'max-staleness', ms: 10_000 })).view).toBe('v2')
  })

  it('serves within the allowed staleness without asking, and asks in the background past half of it', async () => {
    const remote = new ScriptedRemote()
    await remote.warm()
    remote.time += 40
    expect(await remote.read({ mode: 'max-staleness', ms: 100 })).toEqual({ view: 'v1', lock: 'l1', ageMs: 40 })
    expect(remote.checks.length).toBe(0)
    remote.time += 20
    expect((await remote.read({ mode: 'max-staleness', ms: 100 })).ageMs).toBe(60)
    expect(remote.checks.length).toBe(1)
    await remote.read({ mode: 'max-staleness', ms: 100 })
    expect(remote.checks.length).toBe(1)
    await remote.answer()
    remote.time += 30
    expect((await remote.read({ mode: 'max-staleness', ms: 100 })).ageMs).toBe(30)
    remote.time += 71
    const late = remote.read({ mode: 'max-staleness', ms: 100 })
    await remote.answer()
    expect((await late).ageMs).toBe(0)
  })

  it('counts age from when the check was sent', async () => {
    const remote = new ScriptedRemote()
    const first = remote.read()
    remote.time += 500
    await remote.answer()
    await remote.pulled('v1')
    expect((await first).ageMs).toBe(500)
    const late = remote.read({ mode: 'max-staleness', ms: 400 })
    expect(remote.checks.length).toBe(1)
    await remote.answer()
    await late
  })

  it('serves a bookmark that it has seen at once, and makes one check for any other', async () => {
    const remote = new ScriptedRemote()
    await remote.warm()
    expect((await remote.read({ mode: 'bookmark', lock: 'l1' })).view).toBe('v1')
    expect(remote.checks.length).toBe(0)
    remote.manifest = { lock: 'l2' }
    const read = remote.read({ mode: 'bookmark', lock: 'l2' })
    await remote.answer()
    await remote.pulled('v2')
    expect((await read).view).toBe('v2')
    expect((await remote.read({ mode: 'bookmark', lock: 'l1' })).view).toBe('v2')
    expect(remote.checks.length).toBe(0)
  })

  it('never asks for a pinned read once there is a view', async () => {
    const remote = new ScriptedRemote()
    await remote.warm()
    expect((await remote.read({ mode: 'pinned', commit: 'c' })).view).toBe('v1')
    expect(remote.checks.length).toBe(0)
  })

  it('errs when the remote does, and recovers with it', async () => {
    const remote = new ScriptedRemote()
    await remote.warm()
    const failing = remote.read()
    remote.checks.shift()?.reject(new Error('unreachable'))
    await expect(failing).rejects.toThrow('unreachable')
    const next = remote.read()
    await remote.answer()
    expect((await next).view).toBe('v1')
  })

  it('serves what it has when errors are skipped, except to a strong reader', async () => {
    const remote = new ScriptedRemote()
    remote.skip = true
    const cold = remote.read()
    remote.checks.shift()?.reject(new Error('unreachable'))
    await expect(cold).rejects.toThrow('unreachable')
    await remote.warm()
    remote.time += 90
    const strong = remote.read({ mode: 'strong' })
    const lax = remote.read()
    remote.checks.shift()?.reject(new Error('unreachable'))
    await expect(strong).rejects.toThrow('unreachable')
    remote.checks.shift()?.reject(new Error('still unreachable'))
    expect(await lax).toMatchObject({ view: 'v1', ageMs: 90, failure: expect.objectContaining({ message: 'still unreachable' }) })
  })

  it('pulls again after a pull that failed', async () => {
    const remote = new ScriptedRemote()
    const first = remote.read()
    await remote.answer()
    remote.pulls.shift()?.done.reject(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    const second = remote.read()
    await remote.answer()
    await remote.pulled('v1')
    expect((await second).view).toBe('v1')
  })
})

describe('freshness', () => {
  it('is read from text', () => {
    expect(parseFreshness('strong')).toEqual({ mode: 'strong' })
    expect(parseFreshness('max-staleness=250')).toEqual({ mode: 'max-staleness', ms: 250 })
    expect(parseFreshness(`bookmark=${'0'.repeat(32)}`)).toEqual({ mode: 'bookmark', lock: '0'.repeat(32) })
    expect(parseFreshness(`pinned=${'v'.repeat(32)}`)).toEqual({ mode: 'pinned', commit: 'v'.repeat(32) })
  })

  it('refuses anything else', () => {
    for (const text of ['', 'weak', 'strong=1', 'max-staleness', 'max-staleness=-1', 'max-staleness=1e9', 'pinned=main', 'bookmark=']) {
      expect(() => parseFreshness(text)).toThrow(/freshness must be/)
    }
  })
})
