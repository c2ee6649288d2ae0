import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { OxbowError } from '../error.ts'
import type { Value } from '../sql/value.ts'

/** Where a server listens. */
export interface ListenerConfig {
  readonly host?: string
  /** Of the MySQL protocol. */
  readonly port?: number
  readonly httpPort?: number
  readonly maxConnections?: number
  /** PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string }
  readonly requireTls?: boolean
}

/** A server's configuration file, in the form that Dolt's has. What isn't in it is undefined. */
export interface ServerConfig {
  readonly listener: ListenerConfig
  readonly logLevel?: string
  readonly readOnly?: boolean
  readonly dataDirectory?: string
  /** Where Dolt's `.doltcfg` is. */
  readonly configDirectory?: string
  readonly privilegeFile?: string
  /** Global variables, which come before persisted ones. */
  readonly variables: ReadonlyMap<string, Value>
}

/**
 * Reads a YAML file: `log_level`, `data_dir`, `cfg_dir`, `privilege_file`, `behavior.read_only`, `listener` (`host`, `port`, `max_connections`, `tls_cert`, `tls_key`,
 * `ca_cert`, `require_secure_transport`), `system_variables`, and our own `http.port`. Dolt's other keys are left alone.
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
  const count = (value: unknown, name: string, most: number): number | undefined => {
    if (value === undefined || value === null) return undefined
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value
    throw wrong(`${name} must be a number between 0 and ${most}`)
  }
  const flag = (value: unknown, name: string): boolean | undefined => {
    if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined
    throw wrong(`${name} must be true or false`)
  }
  const file = (name: string): string | undefined => {
    const path = text(listener[name], `listener.${name}`)
    if (path === undefined || path === '') return undefined
    try {
      return readFileSync(path, 'utf8')
    } catch (e) {
      throw wrong(`listener.${name}: ${(e as Error).message}`, e)
    }
  }
  const [cert, key, ca] = ['tls_cert', 'tls_key', 'ca_cert'].map(file)
  if ((cert === undefined) !== (key === undefined)) throw wrong('listener.tls_cert and listener.tls_key are needed together')
  const requireTls = flag(listener.require_secure_transport, 'listener.require_secure_transport')
  if (requireTls === true && cert === undefined) throw wrong('listener.require_secure_transport needs listener.tls_cert and listener.tls_key')
  return {
    listener: {
      host: text(listener.host, 'listener.host'), port: count(listener.port, 'listener.port', 65535),
      httpPort: count(section(root.http, 'http').port, 'http.port', 65535), requireTls,
      maxConnections: count(listener.max_connections, 'listener.max_connections', 1_000_000),
      ...(cert === undefined || key === undefined ? undefined : { tls: { cert, key, ...(ca === undefined ? undefined : { ca }) } }),
    },
    logLevel: text(root.log_level, 'log_level'), readOnly: flag(section(root.behavior, 'behavior').read_only, 'behavior.read_only'),
    dataDirectory: text(root.data_dir, 'data_dir'), configDirectory: text(root.cfg_dir, 'cfg_dir'), privilegeFile: text(root.privilege_file, 'privilege_file'),
    variables,
  }
}
