/**
 * Scenarios that real Dolt and oxbow run alike: after each statement both have the same roots and commits, and gave the
 * same rows, numbers of affected rows and numbers of errors.
 *
 * Left out by nature, because two runs of the same program differ in them: names that Dolt makes up for constraints, the
 * times of creation in `dolt_schemas` and `dolt_procedures`, and defaults that call UUID() or NOW().
 */

/** A statement, on the scenario's only session or on the one that is named. */
export type Statement = string | { readonly on: string; readonly sql: string }

export interface Scenario {
  readonly name: string
  readonly statements: readonly Statement[]
  /** Why its roots differ from run to run, and aren't compared. */
  readonly withoutRoots?: string
  /**
   * Why its statements need one process from the beginning to the end: what they set or begin is a session's. Those of all
   * others are also run by dolt and oxbow in turns, on one directory.
   */
  readonly oneProcess?: string
}

/** What a statement gave: rows in the form of MySQL's text protocol, the number of affected rows, or the number of its error. */
export type Answer =
  | { readonly rows: readonly (readonly unknown[])[] }
  | { readonly affected: number }
  | { readonly error: number; readonly message?: string }

/** A statement and what followed from it. */
export interface Observation {
  readonly sql: string
  readonly answer: Answer
  /** `dolt_hashof_db` of WORKING, STAGED and HEAD, and the head commit; left out where it is as before. */
  readonly state?: string
}

export interface Observed {
  readonly name: string
  readonly steps: readonly Observation[]
  /** `dolt_hashof_table` of all tables at the end. */
  readonly tables: Readonly<Record<string, string>>
}

/** Runs a statement on a session of a fresh database. */
export type RunStatement = (sql: string, session: string) => Promise<Answer>

/** Commits have this date, and so the same address in every run. */
export const DATE = '2024-01-01T00:00:00'

/** What each session begins with. */
export const SESSION_SETUP = `set @@dolt_committer_date = '${DATE}', @@dolt_author_date = '${DATE}'`

/** What each scenario begins with: the first commit, made before any date could be given, is replaced. */
export const FIRST_COMMIT = "call dolt_commit('--amend', '--allow-empty', '-m', 'Initialize data repository', '--author', 'root <root@localhost>')"

/** What is asked after each statement. */
export const STATE = "select concat_ws(' ', dolt_hashof_db('WORKING'), dolt_hashof_db('STAGED'), dolt_hashof_db('HEAD'), hashof('HEAD'))"

/** A statement's text and the session that it runs on. */
export function parts(statement: Statement): { readonly sql: string; readonly on: string } {
  return typeof statement === 'string' ? { sql: statement, on: '' } : statement
}

/** Runs a scenario. The session's first statements were run already. */
export async function observe({ name, statements, withoutRoots }: Scenario, run: RunStatement): Promise<Observed> {
  const steps: Observation[] = []
  const last = new Map<string, string | undefined>()
  for (const { sql, on } of statements.map(parts)) {
    const answer = await run(sql, on)
    const state = withoutRoots === undefined ? await cell(run, STATE, on) : undefined
    steps.push({ sql, answer, ...(last.get(on) === state ? {} : { state }) })
    last.set(on, state)
  }
  return { name, steps, tables: await tableHashes((sql) => run(sql, '')) }
}

/** The hash of each table of the session's branch, by name. */
export async function tableHashes(run: (sql: string) => Promise<Answer>): Promise<Record<string, string>> {
  const names = await run("show full tables where table_type = 'BASE TABLE'")
  const tables: Record<string, string> = {}
  if (!('rows' in names)) throw new Error(`the tables can't be listed: ${JSON.stringify(names)}`)
  for (const name of names.rows.map(([first]) => String(first)).toSorted()) {
    tables[name] = await cell(run, `select dolt_hashof_table('${name}')`, '')
  }
  return tables
}

async function cell(run: RunStatement, sql: string, session: string): Promise<string> {
  const answer = await run(sql, session)
  return 'rows' in answer ? String(answer.rows[0][0]) : JSON.stringify(answer)
}
