import { collation } from '../sql/types/collation.ts'
import { visibleName } from '../doltdb/visible-refs.ts'
import type { RefEdit } from '../doltdb/database.ts'
import { readRoot, type RootValue } from '../doltdb/root-value.ts'
import type { Table } from '../doltdb/table.ts'
import { TableWriter } from '../doltdb/table-writer.ts'
import { OxbowError } from '../error.ts'
import { accessDenied, hasRight } from '../sql/access.ts'
import type {
  ForeignKeyInfo, IndexDefinition, ProgramKind, RowConversion, StoredProgram, TableAlteration, TableDefinition, TableEditor,
} from '../sql/catalog.ts'
import type { Fetching } from '../store/missing.ts'
import { alterTable } from './alter-table.ts'
import { forgetSequence, nextAutoIncrement, sequenceOf } from './auto-increment.ts'
import { DoltCatalog, stateKey } from './catalog.ts'
import type { VersionedDatabase } from './environment.ts'
import { doltError, refuseReadOnly, revisionReadOnly } from './errors.ts'
import { resolveForeignKey } from './foreign-keys/new-key.ts'
import { foreignKeyInfos } from './foreign-keys/stored-keys.ts'
import { withTables } from './fulltext/fulltext-index.ts'
import { FulltextWriter } from './fulltext/fulltext-writer.ts'
import { editArtifacts } from './merge/edit-artifacts.ts'
import { nonlocalTarget } from './nonlocal-tables.ts'
import { removeProgram, writeProgram } from './programs/stored-programs.ts'
import type { BranchState, Revision } from './revision.ts'
import { isReservedName, isSystemTableName, reservedName, userSystemTableDefinition } from './system-schemas.ts'
import { createIndex, createTable, dropIndex, dropTable, findTable, renameTable, truncateTable } from './table-changes.ts'
import type { StoredTableView } from './stored-table.ts'
import { DoltTableEditor } from './table-editor.ts'
import { TemporaryTables } from './temporary-tables.ts'
import { createView, dropView } from './view-changes.ts'
import { SCHEMAS_TABLE } from './views.ts'
import { WorkspaceEditor } from './workspace/workspace-editor.ts'
import { readWorkspace, WORKSPACE_PREFIX } from './workspace/workspace-table.ts'

/** A branch that may be written to. */
export interface WritableBranch extends Revision {
  readonly branch: string
  readonly state: BranchState
}

/** Branch states and the editors that build upon them, as `mark` keeps them. */
interface Mark {
  readonly states: Map<string, BranchState>
  readonly temporaries: ReadonlyMap<string, RootValue> | undefined
}

/** A session's view of a host's databases in which tables can be changed: what is changed shows here, and isn't durable yet. */
export class WritableCatalog extends DoltCatalog {
  protected editors = new Map<string, DoltTableEditor>()
  /** The branches, by the keys of their states, on which statements have changed tables. */
  protected readonly written = new Set<string>()

  mark(): unknown {
    const mark: Mark = { states: new Map(this.states), temporaries: this.temporaries()?.mark() }
    return mark
  }

  restore(mark: unknown): void {
    const { states, temporaries } = mark as Mark
    // What a statement made durable stays: such branches are read anew.
    this.states = new Map([...states].filter(([key, state]) => (this.states.get(key) ?? state).storedAt === state.storedAt))
    this.temporaries()?.restore(temporaries ?? new Map())
    this.editors.clear()
  }

  /** What a database's name means, if it may be written to. @throws OxbowError 1044, 1290, 1049. */
  *writable(name: string): Fetching<WritableBranch> {
    const revision = yield* this.revision(name)
    if (this.access !== undefined && !hasRight(this.access, 'write')) throw accessDenied(this.access, revision.database.name)
    refuseReadOnly(revision.database)
    const { branch, state } = revision
    if (branch === undefined || state === undefined) throw revisionReadOnly(revision.name)
    return { ...revision, branch, state }
  }

  /** Whether the session may change these refs, be they there or not. @throws OxbowError 1044. */
  checkEdits(database: VersionedDatabase, edits: readonly RefEdit[]): void {
    const { access } = this
    if (access === undefined) return
    if (!hasRight(access, 'write')) throw accessDenied(access, database.name)
    for (const { ref } of edits) {
      const name = visibleName(ref)
      if (access.refs !== undefined && (name === undefined || !access.refs.sees(name))) throw accessDenied(access, `${database.name}/${name ?? ref}`)
    }
  }

  /** Puts a branch's state in place; `commit` makes it durable. */
  setState(database: VersionedDatabase, branch: string, change: Partial<Pick<BranchState, 'working' | 'staged' | 'mergeState' | 'rebaseState'>>): void {
    const key = stateKey(database, branch)
    const state = this.states.get(key)
    if (state !== undefined) this.states.set(key, { ...state, ...change })
  }

  /** @throws OxbowError 1290 while tables are shown in the schemas of a commit. */
  private refuseOverride({ database: { name } }: WritableBranch): void {
    if (this.schemaOverride() !== '') throw new OxbowError('READ_ONLY', `Database ${name} is read-only.`, { errno: 1290 })
  }

  /** Applies a change to a branch's working root. @param work gets that branch's head, too */
  private *change(name: string, work: (root: RootValue, head: () => Fetching<RootValue>) => Fetching<RootValue>): Fetching<void> {
    const branch = yield* this.writable(name)
    this.refuseOverride(branch)
    const working = yield* work(branch.state.working, () => readRoot(branch.database.db, branch.head.root))
    this.written.add(stateKey(branch.database, branch.branch))
    this.setState(branch.database, branch.branch, { working })
  }

  /** Applies a change of a table to the root that it is in: the session's own where it is temporary. */
  private *changeTable(
    database: string, table: string, work: (root: RootValue, head: () => Fetching<RootValue>) => Fetching<RootValue>,
  ): Fetching<void> {
    if ((yield* this.temporaryTable(database, table)) === undefined) return yield* this.change(database, work)
    yield* this.changeTemporary(database, work)
  }

  private *changeTemporary(database: string, work: (root: RootValue, head: () => Fetching<RootValue>) => Fetching<RootValue>): Fetching<void> {
    const own = TemporaryTables.for(this.session!)
    const root = own.root(database)
    // oxlint-disable-next-line require-yield
    own.setRoot(database, yield* work(root, function* () { return root }))
  }

  *edit(database: string, table: string): Fetching<TableEditor> {
    const own = yield* this.temporaryTable(database, table)
    if (own !== undefined) return yield* this.editTemporary(database, own)
    let branch = yield* this.writable(database)
    this.refuseOverride(branch)
    const lower = table.toLowerCase()
    if (lower === 'dolt_remotes') throw doltError('the dolt_remotes table is read-only; use the dolt_remote stored procedure to edit remotes')
    if (lower === SCHEMAS_TABLE || lower === 'dolt_procedures') throw doltError(`the ${lower} table cannot be modified directly`)
    if (lower.startsWith(WORKSPACE_PREFIX)) {
      const editor = yield* this.editWorkspace(database, branch, table.slice(WORKSPACE_PREFIX.length))
      if (editor !== undefined) return editor
    }
    if (isSystemTableName(table)) {
      const { working } = branch.state
      const editor = yield* editArtifacts(table, { working, change: (work) => this.change(database, work), edit: (name) => this.edit(database, name) })
      if (editor !== undefined) return editor
    }
    const elsewhere = yield* nonlocalTarget(branch.root, table)
    if (elsewhere !== undefined) {
      const { name } = yield* this.nonlocalRevision(branch, elsewhere)
      if (elsewhere.ref !== '') return yield* this.edit(name, elsewhere.table)
      table = elsewhere.table
    }
    const definition = userSystemTableDefinition(table)
    if (definition !== undefined && (yield* branch.state.working.find(table)) === undefined) {
      yield* this.addTable(database, definition)
      branch = yield* this.writable(database)
    }
    const { name, table: stored } = yield* findTable(branch.state.working, table)
    const key = `${stateKey(branch.database, branch.branch)}\0${name}`
    const open = this.editors.get(key)
    if (open !== undefined && open.base === stored.hash) return open
    const writer = yield* TableWriter.open(stored)
    if (stored.schema.autoIncrement >= 0) {
      const sequence = sequenceOf(branch.database, name)
      const elsewhere = yield* nextAutoIncrement(branch.database, yield* this.allRefs(branch.database), name, branch.branch)
      if (elsewhere > sequence.next) sequence.next = elsewhere
      writer.share(sequence)
    }
    const fulltext = yield* FulltextWriter.open(branch.state.working, stored.schema)
    const editor = new DoltTableEditor(
      name, writer, (changed) => this.change(database, (root) => root.with({ tables: [[name, changed.hash]] })),
      fulltext && { writer: fulltext, publish: (tables) => this.change(database, (root) => withTables(root, tables)) },
    )
    this.editors.set(key, editor)
    return editor
  }

  private *editTemporary(database: string, { name, stored }: StoredTableView): Fetching<TableEditor> {
    const publish = (changed: Table): Fetching<void> => this.changeTemporary(database, (root) => root.with({ tables: [[name, changed.hash]] }))
    return new DoltTableEditor(name, yield* TableWriter.open(stored), publish)
  }

  /** Undefined for a table that is nowhere. */
  private *editWorkspace(database: string, branch: WritableBranch, table: string): Fetching<TableEditor | undefined> {
    const workspace = yield* readWorkspace(branch, table)
    if (workspace === undefined) return undefined
    const stage = function* (this: WritableCatalog, changed: Table): Fetching<void> {
      const { state } = yield* this.writable(database)
      this.setState(branch.database, branch.branch, { staged: yield* state.staged.with({ tables: [[workspace.name, changed.hash]] }) })
    }
    return new WorkspaceEditor(workspace, stage.bind(this), () => this.edit(database, workspace.name))
  }

  *foreignKeys(database: string, table: string): Fetching<readonly ForeignKeyInfo[]> {
    const own = yield* this.temporaryTable(database, table)
    return own === undefined ? yield* foreignKeyInfos((yield* this.writable(database)).state.working) : []
  }

  *resolveForeignKey(database: string, key: ForeignKeyInfo, checkRows: boolean): Fetching<void> {
    yield* this.change(database, (root) => resolveForeignKey(root, key, checkRows))
  }

  private forgetSequences(database: string, tables: readonly string[]): void {
    for (const table of tables) forgetSequence(this.database(database), table)
  }

  /** Whether the session's statements have to keep to foreign keys. */
  private foreignKeyChecks(): boolean {
    return this.session?.variable('foreign_key_checks') !== 0
  }

  *createTable(database: string, definition: TableDefinition, options: { ifNotExists: boolean; temporary?: boolean }): Fetching<void> {
    const { name } = definition
    if (isReservedName(name)) throw reservedName(name)
    if (options.temporary === true && this.session !== undefined) {
      if (options.ifNotExists && (yield* this.temporaryTable(database, name)) !== undefined) return
      if (definition.foreignKeys.length > 0) throw doltError('temporary tables do not support foreign keys')
      return yield* this.changeTemporary(database, (root) => createTable(root, root, definition, false))
    }
    const branch = yield* this.writable(database)
    if (options.ifNotExists && (yield* branch.state.working.find(name)) !== undefined) return
    if ((yield* nonlocalTarget(branch.state.working, name)) !== undefined) {
      throw doltError(`Cannot create table name ${name} because it matches a name present in dolt_nonlocal_tables.`)
    }
    yield* this.addTable(database, definition)
  }

  /** As `createTable`, for a table of any name. */
  *addTable(database: string, definition: TableDefinition): Fetching<void> {
    const checks = this.foreignKeyChecks()
    yield* this.change(database, function* (root, head) {
      return yield* createTable(root, yield* head(), definition, checks)
    })
  }

  *dropTable(database: string, name: string, options: { ifExists: boolean; temporary?: boolean; together: readonly string[] }): Fetching<void> {
    const terms = { checks: this.foreignKeyChecks(), together: new Set(options.together.map((other) => other.toLowerCase())) }
    const own = yield* this.temporaryTable(database, name)
    if (own === undefined && options.temporary !== true) {
      this.forgetSequences(database, [name])
      const branch = yield* this.writable(database)
      if (options.ifExists && (yield* branch.state.working.find(name)) === undefined) return
      return yield* this.change(database, (root) => dropTable(root, name, terms))
    }
    if (own === undefined && options.ifExists) return
    yield* this.changeTemporary(database, (root) => dropTable(root, name, terms))
  }

  *renameTable(database: string, from: string, to: string): Fetching<void> {
    this.forgetSequences(database, [from, to])
    yield* this.changeTable(database, from, (root) => renameTable(root, from, to))
  }

  *truncateTable(database: string, name: string): Fetching<number> {
    this.forgetSequences(database, [name])
    const checks = this.foreignKeyChecks()
    let removed = 0
    yield* this.changeTable(database, name, function* (root) {
      const { root: changed, rows } = yield* truncateTable(root, name, checks)
      removed = rows
      return changed
    })
    return removed
  }

  *alterTable(database: string, table: string, alteration: TableAlteration, conversion: RowConversion): Fetching<void> {
    // Another column may be the numbered one afterwards.
    if (alteration.kind === 'setAutoIncrement' || alteration.kind === 'addColumn' || alteration.kind === 'modifyColumn') this.forgetSequences(database, [table])
    const checks = this.foreignKeyChecks()
    yield* this.changeTable(database, table, function* (root, head) {
      return yield* alterTable(root, yield* head(), table, alteration, { conversion, checks })
    })
  }

  *createIndex(database: string, table: string, index: IndexDefinition, conversion: RowConversion): Fetching<void> {
    yield* this.changeTable(database, table, function* (root, head) { return yield* createIndex(root, yield* head(), table, index, conversion) })
  }

  *dropIndex(database: string, table: string, name: string): Fetching<void> {
    yield* this.changeTable(database, table, (root) => dropIndex(root, table, name))
  }

  *createView(
    database: string, view: { name: string; select: string; createText: string }, options: { orReplace: boolean },
  ): Fetching<void> {
    yield* this.change(database, (root) => createView(root, view.name, view.createText, options.orReplace))
  }

  *setDatabaseCollation(database: string, collationName: string): Fetching<void> {
    yield* this.change(database, (root) => root.with({ collation: collation(collationName).id }))
  }

  *dropView(database: string, name: string, options: { ifExists: boolean }): Fetching<void> {
    try {
      yield* this.change(database, (root) => dropView(root, name))
    } catch (e) {
      if (!(options.ifExists && e instanceof OxbowError && e.errno === 1051)) throw e
    }
  }

  *saveProgram(database: string, kind: ProgramKind, program: StoredProgram): Fetching<void> {
    yield* this.change(database, (root) => writeProgram(root, kind, program))
  }

  *dropProgram(database: string, kind: ProgramKind, name: string): Fetching<void> {
    yield* this.change(database, (root) => removeProgram(root, kind, name))
  }
}
