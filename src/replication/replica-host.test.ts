import { readFileSync, readdirSync } from 'node:fs'
import { NodeReplicas } from '../../test/support/node-replicas.ts'
import { describeWithShared, hasShared, sharedPath } from '../../test/support/shared.ts'
import { replicaCases } from '../../test/replica-cases.ts'
import { OPEN_GATE } from '../server/gate.ts'

const replicas = new NodeReplicas(OPEN_GATE)

describeWithShared('a replica in Node', () => {
  const folder = sharedPath('fixtures', 'types', 'remote')
  const remote = hasShared ? readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`).toString('base64')] as const) : []
  replicaCases(remote, {
    fetch: async (url, init) => await replicas.api.request(url, init),
    put: (key, body) => replicas.put(key, body),
    evict: async (database) => replicas.evict(database),
  })
})
