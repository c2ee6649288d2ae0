/** One event of the log. Times are milliseconds. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

const LEVELS = ['info', 'warn', 'error', 'none'] as const

export type LogLevel = 'info' | 'warn' | 'error'

/** Structured logs: one JSON object a line. */
export interface Logger {
  (level: LogLevel, event: string, fields?: LogFields): void
}

/**
 * A logger that writes lines to `write`.
 * @param least what is less grave is left out: `info`, `warn`, `error` or `none`.
 */
export function createLogger(write: (line: string) => void, now: () => number, least = 'info'): Logger {
  const threshold = LEVELS.findIndex((level) => level === least)
  return (level, event, fields) => {
    if (LEVELS.indexOf(level) >= threshold) write(JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...fields }))
  }
}

/** What the log says of an error that is a bug of ours. */
export function stackOf(e: unknown): string {
  return e instanceof Error ? (e.stack ?? e.message) : String(e)
}
