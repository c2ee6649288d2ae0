import type { Env as WorkerEnv } from './env.ts'

declare global {
  namespace Cloudflare {
    /** What `env` of cloudflare:test and cloudflare:workers holds. */
    interface Env extends WorkerEnv {}
  }
}
