import { enableCompileCache } from 'node:module'
import { runCli } from './cli.ts'
import { processOutput } from './output/output.ts'

// What a command loads is compiled once and kept in the system's temporary directory: that halves its start.
enableCompileCache()
process.exitCode = await runCli(process.argv.slice(2), processOutput)
