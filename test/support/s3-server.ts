import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A server that speaks S3, written by others: what our client says must be understood there. */
export interface S3Server {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string
  stop(): Promise<void>
}

/** Both as access key and as secret. */
export const S3_KEY = 'test'

/** A program that can be had where Python or Go is. */
interface Kind {
  readonly name: string
  /** Where it is once it was installed. */
  readonly program: string
  /** Installs it beside the other packages. */
  install(): void
  /** @param folder where it may keep its objects. */
  arguments(port: number, folder: string): string[]
}

const CACHE = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', 'node_modules', '.cache')
const VENV = join(CACHE, 'oxbow-moto')
const GOBIN = join(CACHE, 'oxbow-versitygw')
const WINDOWS = process.platform === 'win32'
const SUFFIX = WINDOWS ? '.exe' : ''
const VENV_BIN = join(VENV, WINDOWS ? 'Scripts' : 'bin')

/** Quick to install; takes any signature for right. */
const MOTO: Kind = {
  name: 'moto',
  program: join(VENV_BIN, `moto_server${SUFFIX}`),
  install: () => {
    const made = ['python3', 'python'].some((python) => spawnSync(python, ['-m', 'venv', VENV], { timeout: 60_000 }).status === 0)
    const pip = ['install', '--quiet', '--disable-pip-version-check', 'moto[server]==5.1.*']
    if (made && spawnSync(join(VENV_BIN, `pip${SUFFIX}`), pip, { timeout: 240_000 }).status === 0) return
    // A half of it would be taken for the whole the next time.
    rmSync(VENV, { recursive: true, force: true })
  },
  arguments: (port) => ['-H', '127.0.0.1', '-p', String(port)],
}

/** Built from source, which takes a minute or more; checks signatures. */
const VERSITYGW: Kind = {
  name: 'versitygw',
  program: join(GOBIN, `versitygw${SUFFIX}`),
  install: () => {
    spawnSync('go', ['install', 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'], { env: { ...process.env, GOBIN }, timeout: 480_000 })
  },
  arguments: (port, folder) => {
    const [objects, metadata] = ['objects', 'metadata'].map((name) => join(folder, name))
    for (const path of [objects, metadata]) mkdirSync(path)
    return ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', '--sidecar', metadata, objects]
  },
}

/**
 * Starts an S3 server on a free port of the loopback interface: moto, else versitygw, or the one that OXBOW_TEST_S3 names.
 * The first time it is installed.
 * @returns the reason in plain words where that can't be.
 */
export async function startS3Server(): Promise<S3Server | string> {
  const wanted = process.env.OXBOW_TEST_S3
  const kinds = [MOTO, VERSITYGW].filter(({ name }) => wanted === undefined || name === wanted)
  const kind = kinds.find(({ program }) => existsSync(program)) ?? kinds.find(({ program, install }) => {
    install()
    return existsSync(program)
  })
  if (kind === undefined) return 'neither Python can install moto nor Go versitygw'
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'oxbow-s3-server-'))
  const env = { ...process.env, ROOT_ACCESS_KEY: S3_KEY, ROOT_SECRET_KEY: S3_KEY }
  const child = spawn(kind.program, kind.arguments(port, folder), { stdio: 'ignore', env })
  const gone = new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.kill()) await gone
    rmSync(folder, { recursive: true, force: true })
  }
  const endpoint = `http://127.0.0.1:${port}`
  if (await answers(endpoint, child)) return { endpoint, stop }
  await stop()
  return `no answer from ${kind.name}`
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function answers(endpoint: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline && child.exitCode === null) {
    try {
      await (await fetch(endpoint)).arrayBuffer()
      return true
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return false
}
