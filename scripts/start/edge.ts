import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

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

export interface Edge {
  readonly url: string
  /** Settles when it ends, however it ends. */
  readonly exited: Promise<number | null>
  /** Ends wrangler and its workerd; resolves when both are gone. */
  stop(): Promise<void>
}

/** Starts `wrangler dev` on 127.0.0.1, without telemetry, and waits until it answers. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  mkdirSync(options.persistTo, { recursive: true })
  const envFile = join(options.persistTo, 'secrets.env')
  writeFileSync(envFile, Object.entries(options.secrets).map(([name, value]) => `${name}="${value}"\n`).join(''), { mode: 0o600 })
  const args = [
    '--no-warnings', join(ROOT, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js'), 'dev',
    '--ip', '127.0.0.1', '--port', String(options.port), '--inspector-port', '0',
    '--persist-to', options.persistTo, '--env-file', envFile,
    '--log-level', options.logLevel, '--show-interactive-dev-session=false',
    ...Object.entries(options.vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ]
  // A process group of its own, so that a Ctrl-C comes to it through us, once, and its workerd ends with it.
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_SEND_ERROR_REPORTS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const ready = new Promise<string>((resolve, reject) => {
    child.on('message', (message) => {
      const event = JSON.parse(String(message)) as { event: string; port: number }
      if (event.event === 'DEV_SERVER_READY') resolve(`http://127.0.0.1:${event.port}`)
    })
    child.once('error', reject)
    void exited.then((code) => reject(new Error(`wrangler dev ended with code ${code} before it was ready`)))
  })
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (process.platform === 'win32' || child.pid === undefined) child.kill(signal)
      else process.kill(-child.pid, signal)
    } catch {
      // Gone already.
    }
  }
  const stop = async () => {
    const grace = setTimeout(() => signalGroup('SIGKILL'), 5000)
    signalGroup('SIGTERM')
    await exited
    clearTimeout(grace)
    signalGroup('SIGKILL')
  }
  try {
    return { url: await ready, exited, stop }
  } catch (e) {
    await stop()
    throw e
  }
}
