import { branchRef, parseRef } from '../doltdb/refs.ts'
import { readTable } from '../doltdb/table.ts'
import { visibleRefs } from '../doltdb/visible-refs.ts'
import { OxbowError } from '../error.ts'
import { collationName } from '../sql/types/collation.ts'
import type { Access } from '../sql/access.ts'
import type { AsOf, Catalog, ProgramKind, Relation, StoredProgram, VersionCall, ViewIdentity, VirtualTable } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import type { Session } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import type { ChunkStore } from '../store/chunk-store.ts'
import type { Hash } from '../store/hash.ts'
import { run, type Fetching } from '../store/missing.ts'
import { computedDatabases, computedTable, computedTableNames, isComputedDatabase } from './computed-databases.ts'
import type { VersionedDatabase, VersioningHost } from './environment.ts'
import { databaseNotFound, tableNotFound } from './errors.ts'
import {
  commitRevision, findBranch, headOfBranch, namedCommit, readBranchState, resolveRevision, revisionAsOf, splitDatabaseName, type BranchState, type Revision,
} from './revision.ts'
import type { SessionBranches } from './session-branches.ts'
import { readPrograms } from './programs/stored-programs.ts'
import { checkLines, createTableText, quoteName } from './show-create.ts'
import { nonlocalNames, nonlocalTarget, type NonlocalTarget } from './nonlocal-tables.ts'
import { overriddenTable } from './schema-override.ts'
import { StoredTableView } from './stored-table.ts'
import { isStatusTable } from './system-tables/status.ts'
import { isSystemTableName, systemTableChecks } from './system-schemas.ts'
import { systemTable } from './system-tables/registry.ts'
import { tableFunction } from './table-functions/registry.ts'
import { TemporaryTables } from './temporary-tables.ts'
import { showTypeText } from '../sql/types/format-type.ts'
import { versionCall, versionFunction, type VersionValue } from './version-functions.ts'
import { findView, readViews } from './views.ts'

/**
 * The databases of a host as one session sees them: all of them as of the moment when this was made, except for what
 * the session itself changes.
 */
export class DoltCatalog implements Catalog {
  readonly host: VersioningHost
  readonly branches: SessionBranches
  protected readonly session: SqlSession | undefined
  /** What bounds the session; undefined where it sees everything. */
  readonly access: Access | undefined
  /** The store root that a database is read at, by lower-case name. */
  protected readonly roots = new Map<string, Hash>()
  /** Working sets that were read or changed, by lower-case `db/` and branch. */
  protected states = new Map<string, BranchState>()

  /** @param session whose catalog it is; none for one that sees everything */
  constructor(host: VersioningHost, branches: SessionBranches, session?: SqlSession) {
    this.host = host
    this.branches = branches
    this.session = session
    this.access = session?.access
    for (const [key, database] of host.databases()) this.roots.set(key, database.db.root())
  }

  async fetch(addresses: readonly Hash[]): Promise<void> {
    let rest = addresses
    const stores = new Set<ChunkStore>([...this.host.databases().values()].map((d) => d.db.store))
    let lost: unknown
    for (const store of stores) {
      try {
        await store.fetch(rest)
        return
      } catch (e) {
        // With several databases it may be another one's chunk.
        if (!(e instanceof OxbowError) || e.code !== 'CHUNK_NOT_FOUND') throw e
        lost = e
        rest = rest.filter((address) => !store.has(address))
      }
    }
    if (lost !== undefined) throw lost
  }

  /** Drives a computation over this catalog. */
  run<T>(work: Fetching<T>): Promise<T> {
    return run(this, work)
  }

  *databases(): Fetching<readonly string[]> {
    const visible = this.visibleDatabases()
    const names = [...computedDatabases(this), ...visible.map((d) => d.name)]
    // A database under a ref is there as long as the session is in it.
    const current = this.session?.database ?? ''
    const { base, ref } = splitDatabaseName(current)
    if (ref !== undefined && this.hasDatabase(base)) names.push(current)
    if (this.session?.variable('dolt_show_branch_databases') === 1) {
      for (const database of visible) {
        for (const name of (yield* this.refs(database)).keys()) {
          const branch = parseRef(name)
          const isCurrent = database.name.toLowerCase() === base.toLowerCase() && branch?.kind === 'branch' && branch.name === ref
          if (branch?.kind === 'branch' && !isCurrent) names.push(`${database.name}/${branch.name}`)
        }
      }
    }
    return names.toSorted()
  }

  /** The databases that exist for the session. */
  visibleDatabases(): readonly VersionedDatabase[] {
    const all = [...this.host.databases().values()]
    const { access } = this
    return access === undefined ? all : all.filter((database) => access.seesDatabase(database.name))
  }

  /** The database of a name, in any case and without a ref. @throws OxbowError 1049. */
  database(name: string): VersionedDatabase {
    const found = this.findDatabase(name)
    if (found === undefined) throw databaseNotFound(name)
    return found
  }

  hasDatabase(name: string): boolean {
    return this.findDatabase(name) !== undefined
  }

  private findDatabase(name: string): VersionedDatabase | undefined {
    const found = this.host.databases().get(splitDatabaseName(name).base.toLowerCase())
    return found === undefined || this.access?.seesDatabase(found.name) === false ? undefined : found
  }

  /** The ref that a database's name stands for: the one it gives, or the branch that the session is on. */
  currentBranch(name: string): string {
    const { base, ref } = splitDatabaseName(name)
    return ref ?? this.branches.get(base) ?? this.database(name).defaultBranch
  }

  /** The refs that exist for the session. */
  *refs(database: VersionedDatabase): Fetching<ReadonlyMap<string, Hash>> {
    const all = yield* this.allRefs(database)
    const filter = this.access?.refs
    return filter === undefined ? all : visibleRefs(all, filter)
  }

  /** All refs, for what must be right beyond what the session sees. */
  protected *allRefs(database: VersionedDatabase): Fetching<ReadonlyMap<string, Hash>> {
    return yield* database.db.refs(this.roots.get(database.name.toLowerCase()))
  }

  /** What a database's name means to this session. @throws OxbowError 1049 for an unknown database or ref. */
  *revision(name: string): Fetching<Revision> {
    const database = this.database(name)
    const { ref } = splitDatabaseName(name)
    const refs = yield* this.refs(database)
    const wanted = ref ?? this.startOf(name, refs)
    const branch = findBranch(refs, wanted)
    const head = branch === undefined ? undefined : yield* headOfBranch(database, refs, branch)
    if (branch === undefined || head === undefined) {
      const full = ref === undefined ? `${database.name}/${wanted}` : name
      return yield* commitRevision(database, refs, yield* namedCommit(database, refs, wanted, full), full)
    }
    if (!database.workingSets) return { ...(yield* commitRevision(database, refs, head, name)), branch }
    const state = yield* this.branchState(database, refs, branch)
    return { database, name, branch, head, root: state.working, state, refs }
  }

  *identity(name: string): Fetching<ViewIdentity> {
    const { database, branch, head, root } = yield* this.revision(name)
    const key = database.name.toLowerCase()
    const commit = `${key}@${head.hash}/${root.hash}`
    const own = this.temporaries()?.root(name).hash ?? ''
    return { commit: `${commit}${own}`, view: `${commit}${own}:${this.roots.get(key)}:${branch ?? ''}` }
  }

  /** The session's branch; where it was never on one and the default is hidden from it, the first that it sees. */
  private startOf(name: string, refs: ReadonlyMap<string, Hash>): string {
    const current = this.currentBranch(name)
    if (this.access?.refs === undefined || refs.has(branchRef(current)) || this.branches.get(this.database(name).name) !== undefined) return current
    for (const ref of refs.keys()) {
      const parsed = parseRef(ref)
      if (parsed?.kind === 'branch') return parsed.name
    }
    return current
  }

  /** @throws OxbowError 1049 for a branch that doesn't exist. */
  protected *branchState(database: VersionedDatabase, refs: ReadonlyMap<string, Hash>, branch: string): Fetching<BranchState> {
    const key = stateKey(database, branch)
    let state = this.states.get(key)
    if (state === undefined) {
      const head = yield* headOfBranch(database, refs, branch)
      if (head === undefined) throw databaseNotFound(`${database.name}/${branch}`)
      state = yield* readBranchState(database, refs, branch, head)
      this.states.set(key, state)
    }
    return state
  }

  /** True when a branch has changes that aren't committed. */
  *isDirty(database: VersionedDatabase, branch: string): Fetching<boolean> {
    const refs = yield* this.refs(database)
    const head = yield* headOfBranch(database, refs, branch)
    if (head === undefined) return false
    const { working, staged } = yield* this.branchState(database, refs, branch)
    return working.hash !== head.root || staged.hash !== head.root
  }

  *relation(database: string, name: string, asOf?: AsOf): Fetching<Relation | undefined> {
    if (isComputedDatabase(this, database)) return computedTable(this, database, name)
    const own = asOf === undefined ? yield* this.temporaryTable(database, name) : undefined
    if (own !== undefined) return own
    const current = yield* this.revision(database)
    const revision = isStatusTable(name) ? yield* this.statusAsOf(current, asOf) : yield* revisionAsOf(current, asOf)
    if (revision === undefined) return undefined
    const elsewhere = yield* nonlocalTarget(revision.root, name)
    if (elsewhere !== undefined) return yield* this.relationAt(yield* this.nonlocalRevision(revision, elsewhere), elsewhere.table)
    const override = this.schemaOverride()
    return override === '' || isSystemTableName(name) ? yield* this.relationAt(revision, name) : yield* overriddenTable(current, revision, name, override)
  }

  protected *temporaryTable(database: string, name: string): Fetching<StoredTableView | undefined> {
    const own = this.temporaries()
    return own === undefined ? undefined : yield* own.find(database, name)
  }

  /** The session's temporary tables, if it has any. */
  protected temporaries(): TemporaryTables | undefined {
    return this.session === undefined ? undefined : TemporaryTables.of(this.session)
  }

  /** The commit whose schemas all tables are shown in; empty for their own. */
  protected schemaOverride(): string {
    return String(this.session?.variable('dolt_override_schema') ?? '')
  }

  /** What hasn't been committed on a branch: at HEAD on the current one; nothing where a tag, a commit or a moment is named. */
  private *statusAsOf(current: Revision, asOf: AsOf | undefined): Fetching<Revision | undefined> {
    if (asOf === undefined || !('ref' in asOf)) return yield* revisionAsOf(current, asOf)
    if (asOf.ref.toUpperCase() === 'HEAD') return current
    const branch = findBranch(current.refs, asOf.ref)
    return branch === undefined ? yield* revisionAsOf(current, asOf) : yield* this.revision(`${current.database.name}/${branch}`)
  }

  /** Where a table stands that dolt_nonlocal_tables names. */
  protected *nonlocalRevision(from: Revision, { ref }: Pick<NonlocalTarget, 'ref'>): Fetching<Revision> {
    if (ref === '') return from
    const branch = findBranch(from.refs, ref)
    return branch === undefined ? yield* resolveRevision(from, ref) : yield* this.revision(`${from.database.name}/${branch}`)
  }

  /** A table, view or system table of a revision. */
  *relationAt(revision: Revision, name: string): Fetching<Relation | undefined> {
    if (isSystemTableName(name)) {
      const system = yield* systemTable(this, revision, name)
      if (system !== undefined) return system
    }
    const { root } = revision
    const found = yield* root.find(name)
    if (found !== undefined) return new StoredTableView(found.name, yield* readTable(root.db, found.hash))
    return yield* findView(root, name)
  }

  *databaseCollation(database: string): Fetching<string | undefined> {
    if (isComputedDatabase(this, database)) return undefined
    return collationName((yield* this.revision(database)).root.message.collation)
  }

  *relationNames(database: string, asOf?: AsOf): Fetching<readonly { name: string; kind: 'table' | 'view' }[]> {
    if (isComputedDatabase(this, database)) return computedTableNames(database)
    const revision = yield* revisionAsOf(yield* this.revision(database), asOf)
    if (revision === undefined) return []
    const { root } = revision
    const own = [...(yield* root.tables()).keys()].filter((name) => !isSystemTableName(name))
    const tablesAt = function* (this: DoltCatalog, ref: string): Fetching<Iterable<string>> {
      return (yield* (yield* this.nonlocalRevision(revision, { ref })).root.tables()).keys()
    }
    const elsewhere = yield* nonlocalNames(root, tablesAt.bind(this))
    const tables = elsewhere.length === 0 ? own : [...new Set([...own, ...elsewhere])]
    const views = yield* readViews(root)
    return [...tables.map((name) => ({ name, kind: 'table' as const })), ...views.map((v) => ({ name: v.name, kind: 'view' as const }))]
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }

  *programs(database: string, kind: ProgramKind, asOf?: AsOf): Fetching<readonly StoredProgram[]> {
    if (isComputedDatabase(this, database)) return []
    const revision = yield* revisionAsOf(yield* this.revision(database), asOf)
    return revision === undefined ? [] : yield* readPrograms(revision.root, kind)
  }

  *createText(database: string, name: string, asOf?: AsOf): Fetching<string> {
    const relation = yield* this.relation(database, name, asOf)
    if (relation === undefined) throw tableNotFound(name)
    if (relation.kind === 'view') return relation.createText
    if (relation.kind === 'virtual') return virtualTableText(relation)
    const { stored, temporary } = relation as StoredTableView
    // The relation was found, so its revision exists.
    const revision = (yield* revisionAsOf(yield* this.revision(database), asOf))!
    return yield* createTableText(revision.root, relation.name, stored, temporary)
  }

  *versionFunction(
    _session: SqlSession, database: string | null, name: string, args: readonly Value[],
  ): Fetching<VersionValue | undefined> {
    return yield* versionFunction(this, database, name, args)
  }

  *versionCall(database: string | null, name: string, count: number): Fetching<VersionCall | undefined> {
    return yield* versionCall(this, database, name, count)
  }

  *tableFunction(session: Session, database: string, name: string, args: readonly Value[]): Fetching<VirtualTable | undefined> {
    return yield* tableFunction(this, session, database, name, args)
  }
}

export function stateKey(database: VersionedDatabase, branch: string): string {
  return `${database.name.toLowerCase()}/${branch}`
}

function virtualTableText(table: VirtualTable): string {
  const lines = table.columns.map((c) => `${quoteName(c.name)} ${showTypeText(c.type)}${c.nullable ? '' : ' NOT NULL'}`)
  const key = table.columns.filter((c) => c.primaryKey === true).map((c) => quoteName(c.name))
  if (key.length > 0) lines.push(`PRIMARY KEY (${key.join(',')})`)
  lines.push(...checkLines(systemTableChecks(table.name)))
  const options = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin'
  return `CREATE TABLE ${quoteName(table.name)} (\n  ${lines.join(',\n  ')}\n) ${options}`
}
