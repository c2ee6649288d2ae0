import { OxbowError } from '../../error.ts'
import { runQuery } from '../../sql/exec/driver.ts'
import type { Statement } from '../../sql/parser/ast.ts'
import { parse } from '../../sql/parser/parser.ts'
import { ProcessList } from '../../sql/process-list.ts'
import type { QueryResult } from '../../sql/result.ts'
import type { Session } from '../../sql/session-state.ts'
import { planQuery } from '../../sql/statement/select.ts'
import { runDescribe, runShow } from '../../sql/statement/show.ts'
import { compute, resultSet, type StatementContext } from '../../sql/statement/statement.ts'
import type { Value } from '../../sql/value.ts'
import { doltError } from '../errors.ts'
import type { DoltTransaction } from '../transaction.ts'
import { failure } from './assertions.ts'

/** A row of dolt_test_run: name, group, query, `PASS` or `FAIL`, and why. */
export type TestRow = readonly [name: string, group: string, query: string, status: string, message: string]

/**
 * Runs tests of the session's database, each a row of dolt_tests: those that an argument names, else those of the group that it names.
 * Source: Dolt go/libraries/doltcore/sqle/dtablefunctions/dolt_test_run.go.
 * @param args names of tests or groups, `*` for all
 * @throws OxbowError for an argument that names neither.
 */
export async function runTests(transaction: DoltTransaction, session: Session, args: readonly string[]): Promise<TestRow[]> {
  const { rows: tests } = await answerTo(parse('select test_name, test_group, test_query, assertion_type, assertion_comparator, assertion_value from dolt_tests'), transaction, session)
  const results: TestRow[] = []
  for (const arg of args) {
    const named = tests.filter(([name]) => name === arg)
    const wanted = arg === '*' ? tests : named.length > 0 ? named : tests.filter(([, group]) => group === arg)
    if (wanted.length === 0) throw doltError(`could not find tests for argument: ${arg}`)
    for (const test of wanted) results.push(await runTest(test, transaction, session))
  }
  return results
}

async function runTest(test: readonly Value[], transaction: DoltTransaction, session: Session): Promise<TestRow> {
  const [name, group, query, assertion, comparison, wanted] = test as readonly [string, string | null, string, string, string, string | null]
  const message = await messageOf(query, (answer) => failure(assertion, comparison, wanted, answer), transaction, session)
  return [name, group ?? '', query, message === '' ? 'PASS' : 'FAIL', message]
}

async function messageOf(query: string, test: (answer: QueryResult) => string, transaction: DoltTransaction, session: Session): Promise<string> {
  if (/dolt_test_run\(/i.test(query)) return 'Cannot call dolt_test_run in dolt_tests'
  try {
    const text = query.replace(/[;\s]+$/, '')
    if (text.includes(';') && severalStatements(text)) return 'Can only run exactly one query'
    const statement = parse(text)
    if (!READS.has(statement.kind)) return 'Cannot execute write queries'
    return test(await answerTo(statement, transaction, session, query))
  } catch (e) {
    if (!(e instanceof OxbowError)) throw e
    return `query error: ${e.message}`
  }
}

const READS: ReadonlySet<string> = new Set(['query', 'show', 'describe'])

/** True where what stands before some `;` is a statement of its own. */
function severalStatements(text: string): boolean {
  for (let at = text.indexOf(';'); at >= 0; at = text.indexOf(';', at + 1)) {
    try {
      parse(text.slice(0, at))
      return true
    } catch (e) {
      // The semicolon stands in a text.
      if (!(e instanceof OxbowError)) throw e
    }
  }
  return false
}

/** The answer to a statement that reads. */
async function answerTo(statement: Statement, transaction: DoltTransaction, session: Session, sql = ''): Promise<QueryResult> {
  const cx: StatementContext = {
    session, transaction, host: session.host, sql, params: [], limits: {}, processes: new ProcessList(),
    runInner: () => Promise.reject(doltError('a test runs no stored program')),
  }
  if (statement.kind === 'show') return await runShow(statement, cx)
  if (statement.kind === 'describe') return await runDescribe(statement, cx)
  if (statement.kind !== 'query') throw doltError('Cannot execute write queries')
  const plan = await compute(cx, planQuery(statement.query, cx))
  return resultSet(plan.columns, (await runQuery(plan, session, transaction)).rows)
}

const GROUPS = 'dolt_commit_verification_groups'

/**
 * Runs the tests that commits have to pass: the groups of the global variable `dolt_commit_verification_groups`, `*` for all.
 * Source: Dolt go/libraries/doltcore/env/actions/commit.go.
 * @returns what fails, in Dolt's words; undefined where nothing does
 */
export async function verificationFailure(transaction: DoltTransaction, session: Session): Promise<OxbowError | undefined> {
  const groups = String(session.globalVariable(GROUPS) ?? '').split(',').map((group) => group.trim()).filter((group) => group !== '')
  const failed: string[] = []
  for (const group of groups) {
    try {
      for (const [name, , , status, message] of await runTests(transaction, session, [group])) if (status !== 'PASS') failed.push(`${name} (${message})`)
    } catch (e) {
      if (!(e instanceof OxbowError)) throw e
      throw doltError(`failed to run dolt_test_run for group ${group}: ${e.message}`)
    }
  }
  return failed.length === 0 ? undefined : doltError(`commit verification failed: ${failed.join(', ')}`)
}
