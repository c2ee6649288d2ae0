import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { OxbowError } from '../error.ts'
import type { Value } from '../sql/value.ts'

/** A server's configuration file, in the form that Dolt's has. What isn't in it is undefined. */
export interface ServerConfig {
  readonly host?: string
  readonly port?: number
  readonly logLevel?: string
  readonly readOnly?: boolean
  readonly dataDirectory?: string
  /** Global variables, which come before persisted ones. */
  readonly variables: ReadonlyMap<string, Value>
}

/**
 * Reads a YAML file: `log_level`, `data_dir`, `behavior.read_only`, `listener.host`, `listener.port`, `system_variables`. Dolt's other
 * keys are left alone.
 * Source: Dolt go/cmd/dolt/commands/sqlserver/yaml_config.go.
 * @throws OxbowError `SERVER_CONFIG` for a file that can't be read, or a value that isn't of its kind.
 */
export function readServerConfig(path: string): ServerConfig {
  const wrong = (what: string, cause?: unknown): OxbowError => new OxbowError('SERVER_CONFIG', `${path}: ${what}`, { cause })
  let document: unknown
  try {
    document = parse(readFileSync(path, 'utf8'))
  } catch (e) {
    throw wrong((e as Error).message.split('\n')[0], e)
  }
  const section = (value: unknown, name: string): Readonly<Record<string, unknown>> => {
    if (value === null || value === undefined) return {}
    if (typeof value !== 'object' || Array.isArray(value)) throw wrong(`${name} must be a map`)
    return value as Record<string, unknown>
  }
  const root = section(document, 'the file')
  const listener = section(root.listener, 'listener')
  const variables = new Map<string, Value>()
  for (const [name, value] of Object.entries(section(root.system_variables, 'system_variables'))) {
    if (typeof value === 'boolean') variables.set(name.toLowerCase(), value ? 1 : 0)
    else if (typeof value === 'string' || typeof value === 'number') variables.set(name.toLowerCase(), value)
    else throw wrong(`system_variables.${name} must be a text, a number, true or false`)
  }
  const text = (value: unknown, name: string): string | undefined => {
    if (value === null || value === undefined || typeof value === 'string') return value ?? undefined
    throw wrong(`${name} must be a text`)
  }
  const { port } = listener
  if (port !== undefined && port !== null && !(typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw wrong('listener.port must be a number between 0 and 65535')
  }
  const readOnly = section(root.behavior, 'behavior').read_only
  if (readOnly !== undefined && readOnly !== null && typeof readOnly !== 'boolean') throw wrong('behavior.read_only must be true or false')
  return {
    host: text(listener.host, 'listener.host'), port: (port as number | null) ?? undefined, logLevel: text(root.log_level, 'log_level'),
    readOnly: readOnly ?? undefined, dataDirectory: text(root.data_dir, 'data_dir'), variables,
  }
}
