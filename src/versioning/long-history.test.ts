import { expect, it } from 'vitest'
import { initialise, MemoryHost } from '../../test/support/memory-host.ts'
import { nodePlatform } from '../master/platform.ts'
import { MemoryChunkStore } from '../store/memory-chunk-store.ts'

/** Recorded from Dolt 2.3.1, which ran the same statements: commits by their height. */
const RECORDED = [
  ['ibthcm81rsh9bbt1h69vnak1brphitpl', 402, 'commit 400'],
  ['hdbmf10598fs47lkdm2sqgr6468s5jte', 400, 'commit 398'],
  ['o6ussha4v6t2g0iip54d7d08agkempsf', 350, 'commit 348'],
  ['r2ui63mkshmpmlvjuo95139knk0v9d9q', 302, 'merge'],
  ['orrs43v8omhjj7r1ifcj7i5bbj3dr2lu', 300, 'commit 299'],
  ['65hgs2ed6dahl8jh1b2js4m7oirupa6j', 250, 'commit 249'],
  ['epf8437u6t6e9o8961chusfo9fsdkpk6', 200, 'commit 199'],
  ['mg052krud52l25ka96ibh4m5oka068qc', 150, 'commit 149'],
  ['leog47g7pns7jmgglomipihrbo8acaah', 100, 'commit 99'],
  ['qrj6p585s9enkms0638n30csrl77m1ps', 50, 'commit 49'],
]

it('the commits of a long history, whose closures have several nodes, are at the addresses that Dolt gives them', async () => {
  const host = new MemoryHost()
  const database = host.add('w', new MemoryChunkStore(nodePlatform))
  await initialise(database.db, 'main', Date.UTC(2026, 10, 23, 20, 23, 31, 59), Date.UTC(2024, 0, 1))
  const session = host.session('w')
  await host.query(session, "set @@dolt_committer_date = '2024-01-02T00:00:00Z', @@dolt_author_date = '2024-01-02T00:00:00Z'")
  for (let i = 1; i <= 400; i++) {
    if (i === 301) {
      await host.query(session, "call dolt_checkout('-b', 'side', 'HEAD~10')")
      await host.query(session, "call dolt_commit('--allow-empty', '-m', 'side')")
      await host.query(session, "call dolt_checkout('main')")
      await host.query(session, "call dolt_merge('side', '--no-ff', '-m', 'merge')")
    }
    await host.query(session, `call dolt_commit('--allow-empty', '-m', 'commit ${i}')`)
  }
  const { rows } = await host.query(
    session, "select commit_hash, commit_order, message from dolt_log where commit_order % 50 = 0 or commit_order = 402 or message = 'merge'",
  )
  expect(rows).toEqual(RECORDED)
}, 30_000)
