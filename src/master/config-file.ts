import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { OxbowError } from '../error.ts'
import { writeFileDurably } from './durable-file.ts'
import { goJson, sorted } from './go-json.ts'

/**
 * One of Dolt's configuration files: a flat JSON object of strings, sorted, on one line. Reading it never keeps it: other processes
 * change it too.
 * Source: Dolt go/libraries/utils/config/file_config.go.
 */
export class ConfigFile {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  exists(): boolean {
    return existsSync(this.path)
  }

  /** Everything in it, sorted by key; empty where there is no file. @throws OxbowError `CONFIG_CORRUPT`. */
  entries(): ReadonlyMap<string, string> {
    let text: string
    try {
      text = readFileSync(this.path, 'utf8')
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
      throw e
    }
    return parseConfig(text, this.path)
  }

  get(key: string): string | undefined {
    return this.entries().get(key)
  }

  /** Sets and removes keys in one durable step. */
  update(set: ReadonlyMap<string, string>, unset: readonly string[] = []): void {
    const entries = new Map(this.entries())
    for (const [key, value] of set) entries.set(key, value)
    for (const key of unset) entries.delete(key)
    mkdirSync(dirname(this.path), { recursive: true })
    writeFileDurably(this.path, goJson(sorted(entries)))
  }
}

function parseConfig(text: string, path: string): ReadonlyMap<string, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (e) {
    throw new OxbowError('CONFIG_CORRUPT', `${path} is no JSON: mend it, or remove it`, { cause: e })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new OxbowError('CONFIG_CORRUPT', `${path} must hold a JSON object`)
  const entries = new Map<string, string>()
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') throw new OxbowError('CONFIG_CORRUPT', `${path}: the value of ${JSON.stringify(key)} must be a string`)
    entries.set(key, entry)
  }
  return entries
}
