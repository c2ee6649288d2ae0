import { readFileSync } from 'node:fs'

/** Ticks of the kernel's clock a second, as Linux tells them to programs. */
const TICKS = 100

/** Seconds of processor time that a process has had, user and system; undefined where the system doesn't say (only Linux does here). */
export function cpuSeconds(pid: number): number | undefined {
  try {
    // The name of the process, in parentheses, may hold blanks.
    const [, fields] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    const at = fields.split(' ')
    return (Number(at[11]) + Number(at[12])) / TICKS
  } catch {
    return undefined
  }
}
