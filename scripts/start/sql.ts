/** An answer of `POST /v1/sql`. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly unknown[])[]
  readonly meta: Readonly<Record<string, unknown>>
  readonly session?: string
}

/** Runs a statement at a master or an edge. @throws Error with what the server says. */
export async function sql(url: string, database: string | undefined, statement: string, more: object = {}): Promise<Answer> {
  const response = await fetch(`${url}/v1/sql`, { method: 'POST', body: JSON.stringify({ sql: statement, database, ...more }) })
  const answer = await response.json() as Answer & { error?: { errno: number; message: string } }
  if (answer.error !== undefined) throw new Error(`${answer.error.message} (${answer.error.errno}) in: ${statement}`)
  return answer
}
