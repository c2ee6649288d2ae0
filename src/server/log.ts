/** One event of the log. Times are milliseconds. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** From the least grave on; requests are told at `debug`, so that a busy server's log can be read. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'none'] as const

export type LogLevel = Exclude<(typeof LOG_LEVELS)[number], 'none'>

/** Structured logs: one JSON object a line. */
export interface Logger {
  (level: LogLevel, event: string, fields?: LogFields): void
}

/**
 * A logger that writes lines to `write`.
 * @param least what is less grave is left out: one of `LOG_LEVELS`.
 */
export function createLogger(write: (line: string) => void, now: () => number, least = 'info'): Logger {
  const threshold = LOG_LEVELS.findIndex((level) => level === least)
  return (level, event, fields) => {
    if (LOG_LEVELS.indexOf(level) >= threshold) write(JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...fields }))
  }
}

/** What the log says of an error that is a bug of ours. */
export function stackOf(e: unknown): string {
  return e instanceof Error ? (e.stack ?? e.message) : String(e)
}
