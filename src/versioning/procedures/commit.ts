import { readCommit, writeCommit, type CommitMeta } from '../../doltdb/commit.ts'
import { branchRef } from '../../doltdb/refs.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import type { MergeState } from '../../serial/working-set.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { flag, option, parseArguments, type ParsedArguments } from '../arguments.ts'
import { doltError, refuseTooMany } from '../errors.ts'
import type { VersionedDatabase } from '../environment.ts'
import type { Identity, SqlSession } from '../../sql/session.ts'
import { refuseUnmerged } from '../merge/commit-checks.ts'
import { verificationFailure } from '../tests/run-tests.ts'
import type { DoltTransaction, WritableBranch } from '../transaction.ts'
import { HASH, type ProcedureContext, result, type Procedure } from './context.ts'
import { stageTables } from './staging.ts'

const OPTIONS = [
  option('message', 'm'), flag('all', 'a'), flag('ALL', 'A'), flag('amend'), flag('allow-empty'), flag('skip-empty'), flag('force', 'f'),
  flag('skip-verification'), option('branch'), option('author'), option('date'), { name: 'gpg-sign', short: 'S', kind: 'optional' } as const,
]

/** dolt_commit('-m', 'message', …): commits what is staged, and answers the commit's address. */
export const doltCommit: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  refuseTooMany('commit', 0, parsed.positional)
  if (parsed.has('allow-empty') && parsed.has('skip-empty')) throw doltError('error: cannot use both --allow-empty and --skip-empty')
  if (parsed.has('gpg-sign')) throw doltError("error: commits can't be signed by oxbow yet")
  const branch = await stage(cx, parsed)
  const hash = await commitStaged(cx, branch, parsed)
  return hash === undefined ? { columns: HASH, rows: [] } : result(HASH, hash)
}

/** dolt_commit_hash_out(@variable, '-m', 'message', …): as dolt_commit, with the address in a variable. */
export const doltCommitHashOut: Procedure = async (cx, args) => {
  const answer = await doltCommit(cx, args.slice(1))
  return { ...answer, out: new Map([[0, answer.rows[0]?.[0] ?? null]]) }
}

/** The branch that is committed, which needn't be the session's, with what the options stage. */
async function stage(cx: ProcedureContext, parsed: ParsedArguments): Promise<WritableBranch> {
  const other = parsed.value('branch')
  const branch = await cx.writable(other)
  if (!parsed.has('all') && !parsed.has('ALL')) return branch
  const staged = await cx.run(stageTables(branch, parsed.has('ALL') ? { kind: 'all', force: false } : { kind: 'tracked' }))
  cx.transaction.setState(branch.database, branch.branch, { staged })
  return await cx.writable(other)
}

async function commitStaged(cx: ProcedureContext, branch: WritableBranch, parsed: ParsedArguments): Promise<Hash | undefined> {
  const { head, state, database } = branch
  const amend = parsed.has('amend')
  if (amend && state.mergeState !== undefined) throw doltError(`you are in the middle of a ${operationOf(state.mergeState)} -- cannot amend`)
  const message = parsed.value('message') ?? (amend ? head.description : undefined)
  if (message === undefined) throw doltError('Must provide commit message.')
  const nothing = state.staged.hash === head.root && state.mergeState === undefined && !amend
  if (nothing && parsed.has('skip-empty')) return undefined
  if (nothing && !parsed.has('allow-empty')) throw doltError('nothing to commit')
  // As on Dolt, the session goes on to keep violations.
  if (parsed.has('force')) cx.session.setVariable('dolt_force_transaction_commit', 1)
  else await cx.run(refuseUnmerged(state, head))
  if (message.trim() === '') throw doltError('Aborting commit due to empty commit message.')
  if (!parsed.has('skip-verification')) await verifyCommit(cx)
  const meta = commitMeta(cx, parsed, message)
  const parents = amend ? await Promise.all(head.parents.map((p) => cx.run(readCommit(database.db, p)))) : [head]
  // A commit that was picked or reverted is no parent.
  if (state.mergeState !== undefined && operationOf(state.mergeState) === 'merge') parents.push(await cx.run(readCommit(database.db, state.mergeState.fromCommit)))
  const staged = parsed.has('force') || cx.session.variable('foreign_key_checks') === 0 ? state.staged : await cx.run(withWholeForeignKeys(state.staged))
  const commit = await cx.run(writeCommit(database.db, staged.hash, parents, meta))
  cx.transaction.setState(database, branch.branch, { mergeState: undefined, staged })
  await cx.transaction.commitBranch(database, branch.branch, [{ ref: branchRef(branch.branch), to: commit.hash, expect: head.hash }])
  return commit.hash
}

/**
 * The root without the foreign keys whose own table it lacks. Source: Dolt go/libraries/doltcore/doltdb/root_val.go, ValidateForeignKeysOnSchemas.
 * @throws OxbowError 1105 for a key whose parent it lacks.
 */
function* withWholeForeignKeys(root: RootValue): Fetching<RootValue> {
  const keys = yield* root.foreignKeys()
  const tables = yield* root.tables()
  const kept = keys.filter((key) => tables.has(key.childTable))
  const broken = kept.find((key) => !tables.has(key.parentTable))
  if (broken !== undefined) throw doltError(`foreign key \`${broken.name}\` requires the referenced table \`${broken.parentTable}\``)
  return kept.length === keys.length ? root : yield* root.with({ foreignKeys: kept })
}

/** @throws OxbowError for a test that commits have to pass and that fails. */
async function verifyCommit(cx: ProcedureContext): Promise<void> {
  const failure = await verificationFailure(cx.transaction, cx.session)
  if (failure !== undefined) throw failure
}

function operationOf({ isCherryPick, isRevert }: MergeState): string {
  return isCherryPick ? 'cherry-pick' : isRevert ? 'revert' : 'merge'
}

/**
 * Who commits, and when. The session's variables `dolt_author_*` and `dolt_committer_*` come before the configuration; what `--author`
 * and `--date` say counts for the committer too, where those variables don't name one.
 * Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_commit.go, dsess/variables.go NewCommitStagedProps.
 */
export function commitMeta(cx: Pick<ProcedureContext, 'transaction' | 'database'> & { readonly session: SqlSession }, parsed: ParsedArguments, description: string): CommitMeta {
  const text = (name: string): string => String(cx.session.variable(name) ?? '')
  let author = identityFor(cx, 'author')
  let committer = identityFor(cx, 'committer')
  const distinct = (text('dolt_committer_name') !== '' || text('dolt_committer_email') !== '')
    && (committer.name !== author.name || committer.email !== author.email)
  const given = parsed.value('author')
  if (given !== undefined) author = parseAuthor(given)
  if (!distinct && given !== undefined) committer = author
  const now = cx.database.db.platform.now()
  const moment = (name: string): number | undefined => (text(name) === '' ? undefined : parseCommitDate(text(name)))
  const date = parsed.value('date')
  const dated = date === undefined ? undefined : parseCommitDate(date)
  return {
    ...author, description, committerName: committer.name, committerEmail: committer.email,
    timestampMillis: moment('dolt_committer_date') ?? dated ?? now, userTimestampMillis: dated ?? moment('dolt_author_date') ?? now,
  }
}

/** Who a session is: by its variables `dolt_author_*` or `dolt_committer_*`, then by who its client is, then by the configuration. */
export function identityFor({ transaction, session }: { readonly transaction: DoltTransaction; readonly session: SqlSession }, role: 'author' | 'committer'): Identity {
  const text = (field: string): string => String(session.variable(`dolt_${role}_${field}`) ?? '')
  const { name, email } = session.identity ?? transaction.host.identity
  return { name: text('name') || name, email: text('email') || email }
}

/**
 * What a transaction's own commit says, where the session has `dolt_transaction_commit` or the database must have one for each
 * transaction; undefined where its changes stay in the working set.
 */
export function transactionCommitMeta(transaction: DoltTransaction, session: SqlSession, database: VersionedDatabase): CommitMeta | undefined {
  if (session.variable('dolt_transaction_commit') !== 1 && transaction.host.commitsTransactions?.(database) !== true) return undefined
  const message = String(session.variable('dolt_transaction_commit_message') ?? '').trim()
  return commitMeta({ transaction, session, database }, parseArguments([], []), message === '' ? 'Transaction commit' : message)
}

/** @throws OxbowError unless the text is `Name <email>`. */
export function parseAuthor(text: string): { readonly name: string; readonly email: string } {
  const found = /^\s*(.+?)\s*<([^<>]+)>\s*$/.exec(text)
  if (found === null) throw doltError("Author not formatted correctly. Use 'Name <author@example.com>' format")
  return { name: found[1], email: found[2] }
}

/** A commit's date as `--date` takes it, in milliseconds since 1970 UTC. @throws OxbowError for other formats. */
export function parseCommitDate(text: string): number {
  const found = /^(\d{4})([-/.])(\d\d)\2(\d\d)(?:T(\d\d):(\d\d):(\d\d)(Z|[+-]\d\d:\d\d)?)?$/.exec(text)
  if (found !== null) {
    const [, year, , month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = found
    const millis = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
    if (!Number.isNaN(millis)) return millis
  }
  throw doltError(`error: '${text}' is not in a supported format.`)
}

