// Bundles the Worker as `wrangler deploy` would, without an account or a network, and says what it weighs: what Cloudflare
// counts is the gzip of all of it, WebAssembly too.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startNode } from './start/child.ts'

const ROOT = join(import.meta.dirname, '..')

/** What the Worker may weigh, in KiB. */
const MAX_KIB = 1024

const out = mkdtempSync(join(tmpdir(), 'oxbow-bundle-'))
try {
  const wrangler = startNode([
    '--no-warnings', join(ROOT, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js'), 'deploy', '--dry-run', '--outdir', out,
  ], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_SEND_ERROR_REPORTS: 'false', WRANGLER_HIDE_BANNER: 'true',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_LOG_PATH: out,
    },
  })
  let said = ''
  for (const stream of [wrangler.process.stdout, wrangler.process.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString()))
  if (await wrangler.exited !== 0) {
    console.error(said)
    process.exitCode = 1
  } else {
    const parts = readdirSync(out).filter((name) => /\.(js|wasm)$/.test(name)).map((name) => gzipSync(readFileSync(join(out, name))).length / 1024)
    const total = parts.reduce((sum, kib) => sum + kib, 0)
    console.log(`the Worker's bundle: ${total.toFixed(0)} KiB gzip, of ${MAX_KIB} allowed`)
    if (parts.length < 2 || total > MAX_KIB) {
      console.error(parts.length < 2 ? 'it lacks its WebAssembly' : 'it is too large')
      process.exitCode = 1
    }
  }
} finally {
  rmSync(out, { recursive: true, force: true })
}
