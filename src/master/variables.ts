import { OxbowError } from '../error.ts'
import { REPLICATION_VARIABLES, type ReplicationSettings, type ReplicationVariable, replicationVariable } from '../replication/variables.ts'
import { convertVariable, unknownVariable } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import { VARIABLES, type VariableDefinition } from '../sql/variables.ts'
import type { Config } from './config.ts'

const PREFIX = 'sqlserver.global.'

function definitionOf(name: string): VariableDefinition | undefined {
  return replicationVariable(name) ?? VARIABLES.get(name)
}

/**
 * Values of global variables: what was persisted, and what `SET GLOBAL` changed since. They are kept in the local configuration file
 * where there is one, else in the global one.
 */
export class GlobalVariables implements ReplicationSettings {
  readonly #config: Config
  readonly #values = new Map<string, Value>()

  /**
   * Loads what was persisted: the local file first, then the global one, whose values win, as in Dolt.
   * @param warn is told, in Dolt's words, what can't be loaded; one bad value takes all values of its file with it.
   */
  constructor(config: Config, warn: (message: string) => void) {
    this.#config = config
    for (const file of [config.local, config.global]) {
      const loaded = file === undefined ? undefined : loadPersisted(file.entries(), warn)
      for (const [name, value] of loaded ?? []) this.#values.set(name, value)
    }
  }

  /** A global value: undefined for a variable that isn't replication's and was never set. */
  get(name: string): Value | undefined {
    return this.#values.get(name) ?? replicationVariable(name)?.default
  }

  /** Names of the variables that `get` answers for. */
  names(): readonly string[] {
    return [...new Set([...Object.keys(REPLICATION_VARIABLES), ...this.#values.keys()])]
  }

  text(name: ReplicationVariable): string {
    return String(this.get(name))
  }

  flag(name: ReplicationVariable): boolean {
    return this.get(name) === 1
  }

  number(name: ReplicationVariable): number {
    return Number(this.get(name))
  }

  definition(name: string): VariableDefinition | undefined {
    return replicationVariable(name)
  }

  /** What the server's own options and its YAML say; not persisted. @throws OxbowError 1193, 1231. */
  override(name: string, value: Value): void {
    const definition = definitionOf(name)
    if (definition === undefined) throw unknownVariable(name)
    this.#values.set(name, convertVariable(name, value, definition))
  }

  /** @throws OxbowError 1193 for an unknown variable, 1238 for a read-only one, 1231 for a value that it can't have. */
  set(name: string, value: Value, persist: 'no' | 'persist' | 'persist_only'): void {
    const definition = definitionOf(name)
    if (definition === undefined) throw unknownVariable(name)
    if (definition.readOnly) throw new OxbowError('READ_ONLY_VARIABLE', `Variable '${name}' is a read only variable`, { errno: 1238 })
    const converted = convertVariable(name, value, definition)
    if (persist !== 'no') {
      const file = this.#config.local ?? this.#config.global
      file.update(new Map([[PREFIX + name, String(converted)]]))
    }
    if (persist !== 'persist_only') this.#values.set(name, converted)
  }
}

/** @returns undefined when something in the file is wrong. */
function loadPersisted(entries: ReadonlyMap<string, string>, warn: (message: string) => void): ReadonlyMap<string, Value> | undefined {
  const values = new Map<string, Value>()
  for (const [key, stored] of entries) {
    if (!key.startsWith(PREFIX)) continue
    const name = key.slice(PREFIX.length)
    const definition = definitionOf(name)
    if (definition === undefined) {
      warn(`persisted system variable ${name} was not loaded since its definition does not exist.`)
      continue
    }
    const value = /^(true|false)$/i.test(stored) && definition.kind !== 'string' ? Number(stored.toLowerCase() === 'true') : stored
    if (definition.kind !== 'string' && !/^[-+]?\d+$/.test(String(value))) {
      warn(`error: failed to load persisted global variables: key: '${name}'; strconv.ParseInt: parsing ${JSON.stringify(stored)}: invalid syntax`)
      return undefined
    }
    try {
      values.set(name, convertVariable(name, definition.kind === 'string' ? stored : Number(value), definition))
    } catch (e) {
      warn(`error: failed to load persisted global variables: key: '${name}'; ${(e as Error).message}`)
      return undefined
    }
  }
  return values
}
