import { env, runInDurableObject } from 'cloudflare:test'
import { describe } from 'vitest'
import { sqliteChunkCacheCases } from '../../test/sqlite-chunk-cache-cases.ts'
import { edgePlatform } from './platform.ts'

describe('the chunk cache in the object’s SQLite', () => {
  sqliteChunkCacheCases(edgePlatform, (name, test) => {
    const { REPLICA } = env
    return runInDurableObject(REPLICA.get(REPLICA.idFromName(name)), (_object, state) => test(state.storage))
  })
})
