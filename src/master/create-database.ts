import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writeCommit } from '../doltdb/commit.ts'
import { DoltDatabase } from '../doltdb/database.ts'
import { branchRef, isValidNewRefName, workingSetRef } from '../doltdb/refs.ts'
import { createRoot } from '../doltdb/root-value.ts'
import { writeWorkingSet } from '../doltdb/working-set.ts'
import { OxbowError } from '../error.ts'
import { runSync } from '../store/missing.ts'
import { writeFileDurably } from './durable-file.ts'
import { LocalChunkStore } from './local-chunk-store.ts'
import { nodePlatform } from './platform.ts'
import { RepoStateFile } from './repo-state.ts'

/** Dolt's ref for a database's first commit: it is what `dolt_backup` and `fsck` find where no branch is left. */
const CREATION_REF = 'refs/internal/create'

export interface CreateOptions {
  /** The first branch. */
  readonly branch: string
  readonly name: string
  readonly email: string
  /** When the first commit is authored: milliseconds since 1970 UTC; now when left out. */
  readonly date?: number
}

/** The files around the chunks, and the empty store. */
export function createEmptyDatabase(directory: string, branch: string): void {
  const dolt = join(directory, '.dolt')
  mkdirSync(join(dolt, 'noms'), { recursive: true })
  if (!existsSync(join(dolt, 'config.json'))) writeFileDurably(join(dolt, 'config.json'), '{}')
  new RepoStateFile(join(dolt, 'repo_state.json')).create(branch)
}

/**
 * Makes a database in a directory, with its first commit, as `dolt init` does.
 * @throws OxbowError `ALREADY_INITIALIZED`, `INVALID_BRANCH`.
 */
export async function createDatabase(directory: string, options: CreateOptions): Promise<void> {
  if (existsSync(join(directory, '.dolt', 'noms'))) throw new OxbowError('ALREADY_INITIALIZED', 'This directory has already been initialized.')
  if (!isValidNewRefName(options.branch)) throw new OxbowError('INVALID_BRANCH', `'${options.branch}' is an invalid branch name`)
  createEmptyDatabase(directory, options.branch)
  const store = LocalChunkStore.open(join(directory, '.dolt', 'noms'), nodePlatform)
  try {
    await writeFirstCommit(new DoltDatabase(store, nodePlatform), options)
  } finally {
    store.close()
  }
}

/** Writes a new database's first commit, branch and working set. */
export async function writeFirstCommit(db: DoltDatabase, options: CreateOptions): Promise<void> {
  const { branch, name, email } = options
  const now = db.platform.now()
  const root = createRoot(db)
  const commit = runSync(writeCommit(db, root.hash, [], {
    name, email, description: 'Initialize data repository', timestampMillis: now, userTimestampMillis: options.date ?? now,
  }))
  const workingSet = writeWorkingSet(db, {
    workingRoot: root.hash,
    stagedRoot: root.hash,
    meta: { name, email, description: 'updated from dolt environment', timestampSeconds: Math.floor(now / 1000) },
    mergeState: undefined,
    rebaseState: undefined,
  })
  await db.updateRefs([
    { ref: CREATION_REF, to: commit.hash, expect: null },
    { ref: branchRef(branch), to: commit.hash, expect: null },
    { ref: workingSetRef(branch), to: workingSet, expect: null },
  ])
}
