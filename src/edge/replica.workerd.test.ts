import { SELF, env, evictDurableObject } from 'cloudflare:test'
import { describe, inject } from 'vitest'
import { replicaCases } from '../../test/replica-cases.ts'
import { replicaName } from './replicas.ts'

const remote = Object.entries(inject('typesRemote'))

describe.runIf(remote.length > 0)('a replica in workerd', () => {
  replicaCases(remote, {
    fetch: (url, init) => SELF.fetch(url, { ...init, cf: { continent: 'OC' } }),
    put: async (key, body) => void await env.REMOTE.put(key, body),
    evict: (database) => evictDurableObject(env.REPLICA.get(env.REPLICA.idFromName(replicaName(database, 'oc', 0)))),
  })
})
