import type { Clock } from '../replication/clock.ts'
import type { ReplicationLog } from '../replication/replication-log.ts'
import type { EngineHost } from '../sql/catalog.ts'
import { Engine } from '../sql/engine.ts'
import { EventScheduler } from '../sql/program/event-scheduler.ts'
import { Session } from '../sql/session-state.ts'
import { nodePlatform } from './platform.ts'

/** How often events are looked at: their times are whole seconds. */
const TICK_MS = 1000

/** Has the events of a host's databases run when their time comes. @returns what ends that, and waits for the one that runs. */
export function startEvents(host: EngineHost, clock: Clock, log: ReplicationLog): () => Promise<void> {
  const scheduler = new EventScheduler({
    engine: new Engine(host), now: () => clock.wall(),
    openSession: () => new Session(host, { ...nodePlatform, now: () => clock.wall() }),
    failed: (database, event, e) => log('error', 'event failed', { database, event, message: String(e) }),
  })
  let running = Promise.resolve()
  let cancel = (): void => undefined
  let stopped = false
  const next = (): void => {
    if (!stopped) cancel = clock.after(TICK_MS, tick)
  }
  const tick = (): void => {
    running = scheduler.tick().catch((e) => log('error', 'events', { message: String(e) })).finally(next)
  }
  next()
  return async () => {
    stopped = true
    cancel()
    await running
  }
}
