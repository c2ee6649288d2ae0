import { DOLT_VERSION } from '../master/version.ts'
import { type ScriptOptions, runStatement } from './sql-script.ts'
import { StatementSplitter } from './statement-splitter.ts'
import type { SqlAccess } from './workspace.ts'

/** The shell on a terminal: like a script, but it says what each statement did, and no error ends it. */
export async function runShell(access: SqlAccess, options: ScriptOptions): Promise<number> {
  const { out } = options
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stdout, historySize: 1000 })
  out.line(`# Welcome to the oxbow SQL shell (Dolt ${DOLT_VERSION}).\n# Statements must be terminated with ';'.\n# "exit" or "quit" (or Ctrl-D) to exit.`)
  const splitter = new StatementSplitter()
  const prompt = (): void => {
    const name = access.database ?? 'oxbow'
    lines.setPrompt(splitter.pending ? `${'-'.repeat(Math.max(0, name.length - 1))}> ` : `${name}> `)
    lines.prompt()
  }
  prompt()
  for await (const line of lines) {
    if (!splitter.pending && /^\s*(exit|quit)\s*;?\s*$/i.test(line)) break
    for (const statement of splitter.push(`${line}\n`)) {
      const started = performance.now()
      const result = await runStatement(access, statement, options)
      if (result === undefined || result.columns.length > 0) continue
      const rows = result.affectedRows
      out.line(`Query OK, ${rows} ${rows === 1 ? 'row' : 'rows'} affected (${((performance.now() - started) / 1000).toFixed(2)} sec)`)
    }
    prompt()
  }
  lines.close()
  return 0
}
