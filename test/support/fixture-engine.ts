import { DoltDatabase } from '../../src/doltdb/database.ts'
import { nodePlatform } from '../../src/master/platform.ts'
import type { EngineHost } from '../../src/sql/catalog.ts'
import { Engine } from '../../src/sql/engine.ts'
import { Session } from '../../src/sql/session-state.ts'
import type { ChunkStore } from '../../src/store/chunk-store.ts'
import type { VersionedDatabase, VersioningHost } from '../../src/versioning/environment.ts'
import { SessionBranches } from '../../src/versioning/session-branches.ts'
import { DoltTransaction } from '../../src/versioning/transaction.ts'
import { FixtureStore } from './fixture-store.ts'
import { sharedPath } from './shared-path.ts'

/**
 * An engine over one fixture: the database as a clone of the remote would show it, read-only.
 * @param wrap puts something between the engine and the fixture's chunks.
 */
export function fixtureEngine(name: string, wrap: (store: ChunkStore) => ChunkStore = (store) => store): { engine: Engine; session: Session } {
  const db = new DoltDatabase(wrap(new FixtureStore(sharedPath('fixtures', name, 'remote'))), nodePlatform)
  const database: VersionedDatabase = {
    name, db, defaultBranch: 'main', readOnly: true, workingSets: false,
    state: {
      remotes: () => [{ name: 'origin', url: 'file:///fixture', fetchSpecs: ['refs/heads/*:refs/remotes/origin/*'], params: {} }],
      addRemote: () => undefined, removeRemote: () => undefined, upstream: () => undefined, setUpstream: () => undefined, mergeRef: () => undefined,
      backups: () => [], addBackup: () => undefined, removeBackup: () => undefined,
    },
  }
  const refuse = (): Promise<never> => Promise.reject(new Error('a fixture has one database'))
  const versioning: VersioningHost = {
    databases: () => new Map([[name, database]]), remotes: undefined, identity: { name: 'Fixture', email: 'fixture@example.com' }, version: '2.3.1',
    onRefsChanged: () => Promise.resolve(), createDatabase: refuse, dropDatabase: refuse, cloneDatabase: refuse,
  }
  const branches = new SessionBranches()
  const variables = new Map<string, string | number>([
    ['dolt_replicate_to_remote', ''], ['dolt_read_replica_remote', ''], ['dolt_replicate_heads', ''], ['dolt_replicate_all_heads', 0],
    ['dolt_skip_replication_errors', 0], ['dolt_async_replication', 0], ['dolt_read_replica_force_pull', 1],
  ])
  const host: EngineHost = {
    begin: () => Promise.resolve(new DoltTransaction(versioning, branches)),
    setGlobal: refuse, globalVariable: (variable) => variables.get(variable), variableNames: () => [...variables.keys()],
  }
  const session = new Session(host, nodePlatform)
  session.database = name
  return { engine: new Engine(host), session }
}
