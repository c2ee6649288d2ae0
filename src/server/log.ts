/** One event of the log. Times are milliseconds. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

export type LogLevel = 'info' | 'warn' | 'error'

/** Structured logs: one JSON object a line. */
export interface Logger {
  (level: LogLevel, event: string, fields?: LogFields): void
}

/** A logger that writes lines to `write`. */
export function createLogger(write: (line: string) => void, now: () => number): Logger {
  return (level, event, fields) => write(JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...fields }))
}

/** What the log says of an error that is a bug of ours. */
export function stackOf(e: unknown): string {
  return e instanceof Error ? (e.stack ?? e.message) : String(e)
}
