import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** A server that speaks S3, written by others: what our client says must be understood there. */
export interface S3Server {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string
  stop(): void
}

const VENV = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', 'node_modules', '.cache', 'oxbow-moto')
const MOTO = 'moto[server]==5.1.*'
const PYTHONS = ['python3', 'python']

/**
 * Starts moto's S3 on a free port of the loopback interface; the first time it is installed beside the other packages.
 * @returns the reason in plain words where that can't be.
 */
export async function startS3Server(): Promise<S3Server | string> {
  const program = installed() ?? install()
  if (program.startsWith('no ')) return program
  const port = await freePort()
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${port}`
  if (!(await answers(endpoint, child))) {
    child.kill()
    return 'no answer from moto_server'
  }
  return { endpoint, stop: () => void child.kill() }
}

function moto(): string {
  return process.platform === 'win32' ? join(VENV, 'Scripts', 'moto_server.exe') : join(VENV, 'bin', 'moto_server')
}

function installed(): string | undefined {
  return existsSync(moto()) ? moto() : undefined
}

function install(): string {
  const python = PYTHONS.find((name) => spawnSync(name, ['-m', 'venv', VENV], { timeout: 60_000 }).status === 0)
  if (python === undefined) return 'no python3 with venv'
  const pip = process.platform === 'win32' ? join(VENV, 'Scripts', 'pip.exe') : join(VENV, 'bin', 'pip')
  const { status } = spawnSync(pip, ['install', '--quiet', '--disable-pip-version-check', MOTO], { timeout: 240_000 })
  if (status === 0 && existsSync(moto())) return moto()
  rmSync(VENV, { recursive: true, force: true })
  return 'no moto: pip could not install it'
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
