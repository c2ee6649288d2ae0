import { type CommitMeta, readCommit, writeCommit } from '../doltdb/commit.ts'
import { branchRef, workingSetRef } from '../doltdb/refs.ts'
import type { RefEdit } from '../doltdb/database.ts'
import { writeWorkingSet } from '../doltdb/working-set.ts'
import { OxbowError } from '../error.ts'
import { accessDenied, hasRight } from '../sql/access.ts'
import type { ProcedureResult, Transaction, VirtualTable } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import type { Session } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import type { Fetching } from '../store/missing.ts'
import { stateKey } from './catalog.ts'
import { isComputedDatabase } from './computed-databases.ts'
import type { VersionedDatabase } from './environment.ts'
import { databaseNotFound, doltError, refuseReadOnly, transactionConflict } from './errors.ts'
import { checkKeptArtifacts } from './merge/commit-checks.ts'
import { ProcedureContext } from './procedures/context.ts'
import { callProcedure } from './procedures/registry.ts'
import { stageTables } from './procedures/staging.ts'
import { splitDatabaseName, type BranchState } from './revision.ts'
import { testRunFunction } from './table-functions/test-run.ts'
import { mergeWorkingRoots } from './working-merge.ts'
import { WritableCatalog } from './writable-catalog.ts'

export type { WritableBranch } from './writable-catalog.ts'

/** How a branch's working set is made durable. */
export interface CommitTerms {
  readonly own?: CommitMeta | undefined
  readonly keepsConflicts?: boolean
}

/** A session's transaction over the databases of a host. */
export class DoltTransaction extends WritableCatalog implements Transaction {
  async useDatabase(_session: SqlSession, database: string): Promise<void> {
    if (isComputedDatabase(this, database)) return
    await this.run(this.revision(database))
  }

  rollback(): void {
    this.states.clear()
    this.editors.clear()
    this.written.clear()
    for (const [key, database] of this.host.databases()) this.roots.set(key, database.db.root())
  }

  /** @throws OxbowError 1044 where the session may not make or drop that database. */
  private checkDatabaseAdmin(name: string): void {
    if (this.access !== undefined && !(hasRight(this.access, 'admin') && this.access.seesDatabase(name))) throw accessDenied(this.access, name)
  }

  async createDatabase(name: string, options: { ifNotExists: boolean }): Promise<void> {
    this.checkDatabaseAdmin(name)
    if (/[@/]/.test(name)) throw new OxbowError('WRONG_DB_NAME', `Incorrect database name '${name}'`, { errno: 1102, sqlState: '42000' })
    if (this.hasDatabase(name) || isComputedDatabase(this, name)) {
      if (options.ifNotExists) return
      throw new OxbowError('DATABASE_EXISTS', `can't create database ${name}; database exists`, { errno: 1007 })
    }
    await this.host.createDatabase(name)
    this.refresh(this.database(name))
  }

  async dropDatabase(name: string, options: { ifExists: boolean }): Promise<void> {
    if (isComputedDatabase(this, name)) throw doltError(`unable to drop database: ${name}`)
    this.checkDatabaseAdmin(this.hasDatabase(name) ? this.database(name).name : name)
    if (!this.hasDatabase(name)) {
      if (options.ifExists) return
      throw new OxbowError('DATABASE_NOT_FOUND', `can't drop database ${name}; database doesn't exist`, { errno: 1008 })
    }
    await this.host.dropDatabase(name)
    this.branches.delete(name)
    for (const key of this.states.keys()) if (key.startsWith(`${name.toLowerCase()}/`)) this.states.delete(key)
    this.roots.delete(name.toLowerCase())
  }

  override *tableFunction(session: Session, database: string, name: string, args: readonly Value[]): Fetching<VirtualTable | undefined> {
    if (name.toLowerCase() === 'dolt_test_run') return testRunFunction(this, session, args)
    return yield* super.tableFunction(session, database, name, args)
  }

  async call(session: Session, database: string, name: string, args: readonly Value[]): Promise<ProcedureResult> {
    return await callProcedure(new ProcedureContext(this, session, database), name, args)
  }

  /** Sees a database's refs as they are now: after the session itself has changed them. */
  refresh(database: VersionedDatabase): void {
    this.roots.set(database.name.toLowerCase(), database.db.root())
  }

  /** Forgets what is known of a branch's working set, so that it is read anew. */
  forget(database: VersionedDatabase, branch: string): void {
    this.states.delete(stateKey(database, branch))
  }

  async commit(): Promise<void> {
    const changed = [...this.states].filter(([, state]) => isChanged(state))
    if (changed.filter(([key]) => this.written.has(key)).length > 1) throw doltError('Cannot commit changes on more than one branch / database')
    for (const [key] of changed) {
      const { base, ref: branch } = splitDatabaseName(key)
      const database = this.host.databases().get(base)
      if (database === undefined || branch === undefined) throw databaseNotFound(key)
      await this.commitBranch(database, branch, [], { own: this.ownCommit(database) })
    }
    this.editors.clear()
    this.written.clear()
  }

  /** What the commit says that a transaction makes of its changes; undefined where they stay in the working set. */
  protected ownCommit(_database: VersionedDatabase): CommitMeta | undefined {
    return undefined
  }

  /**
   * Makes a branch's working set durable, together with other edits of refs. Where another session has changed it
   * since, the changes of both are joined, table by table and row by row.
   * @param terms.own makes a commit of all tables, too, where they differ from the branch's head
   * @param terms.keepsConflicts whether conflicts and violations are kept, whatever the session says
   * @throws OxbowError 1213 where they can't be.
   */
  async commitBranch(database: VersionedDatabase, branch: string, edits: readonly RefEdit[] = [], terms: CommitTerms = {}): Promise<void> {
    const { db } = database
    const { own } = terms
    const key = stateKey(database, branch)
    this.checkEdits(database, [...edits, { ref: workingSetRef(branch), to: null }])
    for (let joined = false; ; joined = true) {
      const begun = this.states.get(key)!
      if (terms.keepsConflicts !== true) await this.checkArtifacts(begun, joined)
      const ours = own === undefined ? [] : await db.run(this.commitEdits(database, branch, own))
      const state = this.states.get(key)!
      const ref = workingSetRef(branch)
      const hash = writeWorkingSet(db, {
        workingRoot: state.working.hash,
        stagedRoot: state.staged.hash,
        meta: { ...this.host.identity, description: 'sql transaction', timestampSeconds: Math.floor(db.platform.now() / 1000) },
        mergeState: state.mergeState,
        rebaseState: state.rebaseState,
      })
      // The role may have changed while the transaction was open.
      refuseReadOnly(database)
      try {
        const changes = await db.updateRefs([...edits, ...ours, { ref, to: hash, expect: state.storedAt }])
        this.states.set(key, { ...state, storedAt: hash, storedWorking: state.working.hash, storedStaged: state.staged.hash })
        this.refresh(database)
        const visible = changes.filter((c) => c.ref !== ref)
        if (visible.length > 0) await this.host.onRefsChanged(database, visible)
        return
      } catch (e) {
        if (!(e instanceof OxbowError) || e.code !== 'REF_MOVED') throw e
        const refs = await db.run(db.refs(db.root()))
        if (edits.some((edit) => edit.expect !== undefined && (refs.get(edit.ref) ?? null) !== edit.expect)) throw e
        if (!refs.has(branchRef(branch))) throw databaseNotFound(`${database.name}/${branch}`)
        const cx = { transaction: this, session: this.session as Session }
        const merged = await this.run(mergeWorkingRoots(cx, database, refs, branch, begun))
        if (merged === undefined) throw transactionConflict()
        this.states.set(key, merged)
      }
    }
  }

  /** Rolls the transaction back where what merges left in the working set may not be kept. @throws OxbowError then. */
  private async checkArtifacts(state: BranchState, joined: boolean): Promise<void> {
    if (this.session === undefined || (state.mergeState === undefined && state.working.hash === state.storedWorking)) return
    try {
      await this.run(checkKeptArtifacts(this.session, state, joined))
    } catch (e) {
      this.rollback()
      throw e
    }
  }

  /** Stages all tables of a branch and commits them on top of its head as it is now. @returns the move of the branch, if there is one */
  private *commitEdits(database: VersionedDatabase, branch: string, meta: CommitMeta): Fetching<readonly RefEdit[]> {
    const { db } = database
    const state = this.states.get(stateKey(database, branch))!
    const ref = branchRef(branch)
    const at = (yield* db.refs(db.root())).get(ref)
    if (at === undefined) throw databaseNotFound(`${database.name}/${branch}`)
    const head = yield* readCommit(db, at)
    const staged = yield* stageTables({ state, database }, { kind: 'all', force: false })
    if (staged.hash === head.root && state.mergeState === undefined) return []
    const parents = state.mergeState === undefined ? [head] : [head, yield* readCommit(db, state.mergeState.fromCommit)]
    const commit = yield* writeCommit(db, staged.hash, parents, meta)
    this.setState(database, branch, { staged, mergeState: undefined })
    return [{ ref, to: commit.hash, expect: head.hash }]
  }
}

function isChanged(state: BranchState): boolean {
  return state.working.hash !== state.storedWorking || state.staged.hash !== state.storedStaged ||
    state.mergeState !== state.stored?.mergeState || state.rebaseState !== state.stored?.rebaseState
}
