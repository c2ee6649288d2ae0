import { isOxbowError } from '../error.ts'
import { type QueryResult, UncommittedAnswer } from '../sql/result.ts'
import { doltMessage, syntaxErrorText } from './output/dolt-error.ts'
import type { Output } from './output/output.ts'
import { type ResultFormat, formatResult } from './output/result-format.ts'
import { megabytes } from './output/size-text.ts'
import type { TerminalLine } from './output/terminal-line.ts'
import { type ScriptStatement, StatementSplitter } from './statement-splitter.ts'
import type { SqlAccess } from './workspace.ts'

/** Statements without a result set that Dolt prints an empty one for. */
const PRINTS_NOTHING = /^\s*(?:begin|start\s+transaction|rollback|savepoint|release\s+savepoint|unlock\s+tables|flush)\b/i

export interface ScriptOptions {
  readonly out: Output
  readonly format: ResultFormat
  /** True where errors don't end the script. */
  readonly goOn?: boolean
  /** Binary values as 0x…. */
  readonly hex?: boolean
  /** Says how far a long script is; taken away before anything is printed. */
  readonly line?: TerminalLine
}

/** Runs a script statement by statement as it arrives. @returns the exit code. */
export async function runScript(access: SqlAccess, pieces: Iterable<string> | AsyncIterable<string>, options: ScriptOptions): Promise<number> {
  const splitter = new StatementSplitter()
  let read = 0
  let count = 0
  const runAll = async (statements: readonly ScriptStatement[]): Promise<boolean> => {
    for (const statement of statements) {
      if ((await runStatement(access, statement, options)) === undefined && !options.goOn) return false
      options.line?.show(`${megabytes(read)} read, ${++count} statements`)
    }
    return true
  }
  try {
    for await (const piece of pieces) {
      read += piece.length
      if (!(await runAll(splitter.push(piece)))) return 1
    }
    return (await runAll(splitter.end())) ? 0 : 1
  } finally {
    options.line?.clear()
  }
}

/** @returns undefined when it failed; the error was printed. */
export async function runStatement(access: SqlAccess, { text, line }: ScriptStatement, options: ScriptOptions): Promise<QueryResult | undefined> {
  const { out, format, goOn, hex } = options
  try {
    const result = await access.query(text)
    if (result.columns.length > 0 || PRINTS_NOTHING.test(text)) {
      options.line?.clear()
      for (const bytes of formatResult(result, format, { hex })) out.bytes(bytes)
    }
    return result
  } catch (e) {
    if (!isOxbowError(e)) throw e
    options.line?.clear()
    // The conflicts of a merge, which autocommit doesn't keep.
    if (e instanceof UncommittedAnswer) for (const bytes of formatResult(e.answer, format, { hex })) out.bytes(bytes)
    const where = `error on line ${line} for query ${text}`
    const syntax = syntaxErrorText(e, text)
    if (syntax === undefined) out.error(`${where}: ${doltMessage(e)}`)
    else if (goOn) out.error(`${where}\n${where}: ${syntax.short}`)
    else out.error(`${where}\n${syntax.marked}`)
    return undefined
  }
}
