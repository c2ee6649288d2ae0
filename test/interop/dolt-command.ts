import { execFileSync } from 'node:child_process'
import { DATE } from './scenario.ts'

/** The environment of a dolt whose settings are in a directory of its own, and whose commits have the scenarios' date. */
export function doltEnvironment(dolt: string, home: string): NodeJS.ProcessEnv {
  const env = { ...process.env, HOME: home, DOLT_ROOT_PATH: home, TZ: 'UTC', DOLT_AUTHOR_DATE: DATE, DOLT_COMMITTER_DATE: DATE }
  for (const [name, value] of [['user.name', 'root'], ['user.email', 'root@localhost'], ['metrics.disabled', 'true'], ['versioncheck.disabled', 'true']]) {
    execFileSync(dolt, ['config', '--global', '--add', name, value], { cwd: home, env, stdio: 'ignore' })
  }
  return env
}
