import { isOxbowError } from '../../src/error.ts'
import { MemoryEngine } from './memory-engine.ts'
import { protocolRows } from './protocol-rows.ts'

/** A script as the shelf keeps it: see ../shared/conformance/README.md. */
export interface RecordedScript {
  readonly id: string
  readonly setup?: readonly string[]
  readonly steps: readonly RecordedStep[]
}

export interface RecordedStep {
  readonly sql: string
  readonly rows?: readonly (readonly unknown[])[]
  readonly ok?: { readonly affectedRows?: number; readonly insertId?: number }
  readonly error?: { readonly errno: number; readonly message?: string }
  readonly ordered?: boolean
  readonly masked?: boolean
  readonly volatile?: boolean
  readonly contentHash?: boolean
  readonly rowCount?: number
}

export type StepAnswer =
  | { readonly rows: readonly (readonly unknown[])[] }
  | { readonly ok: { readonly affectedRows: number } }
  | { readonly error: { readonly errno: number; readonly message: string } }

/** Longest that a step may take, in ms. */
const STEP_LIMIT = 20_000

/** Runs a script on a fresh engine, on one session. `broken` is the first error of the setup. */
export async function replay(script: RecordedScript): Promise<{ answers: StepAnswer[]; broken: string | undefined }> {
  const memory = await MemoryEngine.open()
  const session = memory.session()
  const run = async (sql: string): Promise<StepAnswer> => {
    try {
      const signal = AbortSignal.timeout(STEP_LIMIT)
      const result = await memory.engine.query(session, sql, [], { signal })
      return result.columns.length > 0 ? { rows: protocolRows(result) } : { ok: { affectedRows: result.affectedRows } }
    } catch (e) {
      const error = e as Error
      return { error: { errno: isOxbowError(e) ? e.errno : -1, message: isOxbowError(e) ? error.message : `CRASH ${error.stack?.slice(0, 250)}` } }
    }
  }
  let broken: string | undefined
  for (const sql of script.setup ?? []) {
    const answer = await run(sql)
    if ('error' in answer) broken ??= `${sql.slice(0, 120)}: ${answer.error.message}`
  }
  const answers: StepAnswer[] = []
  for (const step of script.steps) answers.push(await run(step.sql))
  return { answers, broken }
}

const SHAPES: Readonly<Record<string, RegExp>> = { hash: /^[0-9a-v]{32}$/, time: /\d{4}-\d\d-\d\d/, path: /./, text: /(?:)/ }

function sameCell(want: unknown, got: unknown): boolean {
  if (typeof want === 'object' && want !== null && 'any' in want) return typeof got === 'string' && (SHAPES[String(want.any)] ?? /(?:)/).test(got)
  return JSON.stringify(want) === JSON.stringify(got)
}

function sameRow(want: readonly unknown[], got: readonly unknown[]): boolean {
  return want.length === got.length && want.every((cell, i) => sameCell(cell, got[i]))
}

/** The rules of ../shared/conformance/run.mjs: rows and affected rows equal, masked cells by shape, an error where Dolt had one. */
export function answersAsRecorded(step: RecordedStep, answer: StepAnswer): boolean {
  if (step.error !== undefined) return 'error' in answer && answer.error.errno > 0
  if ('error' in answer) return false
  if (step.volatile || step.contentHash) return step.rowCount === undefined || ('rows' in answer && answer.rows.length === step.rowCount)
  if (step.rows === undefined) {
    return 'ok' in answer && (step.ok?.affectedRows === undefined || step.ok.affectedRows === answer.ok.affectedRows)
  }
  if (!('rows' in answer) || answer.rows.length !== step.rows.length) return false
  if (step.masked) {
    if (step.ordered) return step.rows.every((row, i) => sameRow(row, answer.rows[i]))
    const left = [...answer.rows]
    return step.rows.every((row) => {
      const at = left.findIndex((other) => sameRow(row, other))
      if (at >= 0) left.splice(at, 1)
      return at >= 0
    })
  }
  const want = step.rows.map((row) => JSON.stringify(row))
  const got = answer.rows.map((row) => JSON.stringify(row))
  if (!step.ordered) {
    want.sort()
    got.sort()
  }
  return want.every((row, i) => row === got[i])
}
