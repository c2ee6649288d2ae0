import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startNode } from './child.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export interface EdgeOptions {
  readonly port: number
  /** Variables of wrangler.toml, replaced for this run. */
  readonly vars: Readonly<Record<string, string>>
  /** Secrets: kept out of the command line. */
  readonly secrets: Readonly<Record<string, string>>
  /** Folder for what the local R2 and the objects' SQLite hold. */
  readonly persistTo: string
  readonly logLevel: string
}

/** Something that runs, at a URL without a slash at its end. */
export interface Running {
  readonly url: string
  /** Settles when it ends, however it ends. */
  readonly exited: Promise<number | null>
  stop(): Promise<void>
}

/** Starts `wrangler dev` on 127.0.0.1, without telemetry, and waits until it answers. */
export async function startEdge(options: EdgeOptions): Promise<Running> {
  mkdirSync(options.persistTo, { recursive: true })
  const envFile = join(options.persistTo, 'secrets.env')
  writeFileSync(envFile, Object.entries(options.secrets).map(([name, value]) => `${name}="${value}"\n`).join(''), { mode: 0o600 })
  const child = startNode([
    '--no-warnings', join(ROOT, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js'), 'dev',
    '--ip', '127.0.0.1', '--port', String(options.port), '--inspector-port', '0',
    '--persist-to', options.persistTo, '--env-file', envFile,
    '--log-level', options.logLevel, '--show-interactive-dev-session=false',
    ...Object.entries(options.vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_SEND_ERROR_REPORTS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
  })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.process.on('message', (message) => {
        const event = JSON.parse(String(message)) as { event: string; port: number }
        if (event.event === 'DEV_SERVER_READY') resolve(`http://127.0.0.1:${event.port}`)
      })
      void child.exited.then((code) => reject(new Error(`wrangler dev ended with code ${code} before it was ready`)))
    })
    return { url, exited: child.exited, stop: child.stop }
  } catch (e) {
    await child.stop()
    throw e
  }
}
