import { join } from 'node:path'
import { DoltDatabase } from '../doltdb/database.ts'
import { runSync } from '../store/missing.ts'
import type { GarbageCollectionMode, RecordedRoot, VersionedDatabase } from '../versioning/environment.ts'
import { ConfigFile } from './config-file.ts'
import { type GarbageRoots, garbageRoots } from './garbage-collection.ts'
import { LocalChunkStore } from './local-chunk-store.ts'
import { nodePlatform } from './platform.ts'
import { RepoStateFile } from './repo-state.ts'

/** A Dolt database in a directory. */
export class LocalDatabase implements VersionedDatabase {
  readonly name: string
  readonly directory: string
  readonly store: LocalChunkStore
  readonly db: DoltDatabase
  readonly state: RepoStateFile
  readonly config: ConfigFile
  readonly workingSets = true
  /** Set where the database follows a remote. */
  readOnly = false
  refusal: VersionedDatabase['refusal']

  /** @throws OxbowError as `LocalChunkStore.open` does. */
  constructor(name: string, directory: string) {
    this.name = name
    this.directory = directory
    const dolt = join(directory, '.dolt')
    this.store = LocalChunkStore.open(join(dolt, 'noms'), nodePlatform)
    this.db = new DoltDatabase(this.store, nodePlatform)
    this.state = new RepoStateFile(join(dolt, 'repo_state.json'))
    this.config = new ConfigFile(join(dolt, 'config.json'))
  }

  get defaultBranch(): string {
    return this.state.branch
  }

  recordedRoots(): readonly RecordedRoot[] {
    return this.store.roots
  }

  /** Takes away what the database no longer needs. @param progress told now and then: chunks that were kept so far */
  async collectGarbage(mode: GarbageCollectionMode, progress?: (chunks: number) => void): Promise<void> {
    if (mode === 'shallow') return this.store.pruneFiles()
    const rootsOf = (): GarbageRoots => garbageRoots(this.db.root(), runSync(this.db.refs()))
    await this.store.collectGarbage(rootsOf, { full: mode === 'full', ...(progress === undefined ? {} : { progress }) })
  }

  close(): void {
    this.store.close()
  }
}
