import { env } from 'cloudflare:test'
import { describe } from 'vitest'
import { leaseCases } from '../../test/lease-cases.ts'
import type { Env } from './env.ts'
import { R2ObjectStore } from './r2-object-store.ts'

const bucket = (env as unknown as Env).REMOTE
let made = 0

describe('leases in an R2 bucket', () => leaseCases(() => new R2ObjectStore(bucket, `lease-${++made}`)))
