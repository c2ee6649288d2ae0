// Installs what package-lock.json names when node_modules is missing or differs from it. Runs before `npm start`,
// `npm test` and `npm run build`, on whatever Node the machine has (20 or newer), so it uses nothing that must be
// installed first.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
}

/**
 * Why node_modules is not what the lock file says, or undefined when it is. npm writes the lock file of what it
 * installed into node_modules as its last step, so an install that was cut short is noticed too.
 */
export function whyInstall(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return 'node_modules is missing'
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const installed = packagesOf(installedFile)
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    if (installed[path] === undefined) {
      // Binary packages for other systems stay away.
      if (!entry.optional) return `${path} is not installed`
    } else if (installed[path].version !== entry.version) {
      return `${path} is ${installed[path].version}, package-lock.json says ${entry.version}`
    }
  }
  const extra = Object.keys(installed).find((path) => wanted[path] === undefined)
  return extra === undefined ? undefined : `${extra} is no longer in package-lock.json`
}

/** Installs if need be. Throws when npm fails. */
export function ensureInstalled(root = ROOT) {
  const reason = whyInstall(root)
  if (reason === undefined) return
  console.error(`oxbow: installing packages (${reason})`)
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const done = npm === undefined
    ? spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
    : spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
  if (done.status !== 0) throw new Error('`npm ci` failed; see its messages above')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    ensureInstalled()
  } catch (e) {
    console.error(`oxbow: ${e.message}`)
    process.exit(1)
  }
}
