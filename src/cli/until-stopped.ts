import type { Logger } from '../server/log.ts'

/** Waits for the signal that ends a server: SIGINT or SIGTERM. */
export function untilStopped(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        log('info', 'stopping', { signal })
        resolve()
      })
    }
  })
}
