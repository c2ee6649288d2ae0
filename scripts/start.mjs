// `npm start`: installs what is missing, then goes on under the Node that was installed, which runs TypeScript.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './ensure-installed.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))

try {
  ensureInstalled()
} catch (e) {
  console.error(`oxbow: ${e.message}`)
  process.exit(1)
}

if (process.features.typescript) {
  await import('./start/main.ts')
} else {
  const node = join(dirname(HERE), 'node_modules', '.bin', 'node')
  if (!existsSync(node)) {
    console.error(`oxbow: Node.js 22.18 or newer is needed; this is ${process.version}, and npm has none for this system`)
    process.exit(1)
  }
  const child = spawn(node, [join(HERE, 'start.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}
