import { homedir } from 'node:os'
import { join } from 'node:path'
import { ConfigFile } from './config-file.ts'

/** The configuration of a directory: its own file before the user's. */
export class Config {
  /** `.dolt/config.json`, where the directory has a `.dolt`. */
  readonly local: ConfigFile | undefined
  /** `config_global.json`. */
  readonly global: ConfigFile

  constructor(local: ConfigFile | undefined, global: ConfigFile = globalConfig()) {
    this.local = local
    this.global = global
  }

  /** A setting, from the local file first, then the global one. */
  get(key: string): string | undefined {
    return this.local?.get(key) ?? this.global.get(key)
  }

  /** Who commits: `user.name` and `user.email`, or what Dolt takes where nothing is configured. */
  identity(): { readonly name: string; readonly email: string } {
    return { name: this.get('user.name') ?? 'root', email: this.get('user.email') ?? 'root@%' }
  }
}

/** The user's configuration: `$DOLT_ROOT_PATH/.dolt/config_global.json`, by default in the home directory. */
export function globalConfig(): ConfigFile {
  return new ConfigFile(join(process.env.DOLT_ROOT_PATH ?? homedir(), '.dolt', 'config_global.json'))
}
