// Bundles the CLI into dist/oxbow.mjs, or into the directory that is named: one file starts several times faster than a tree of modules.
import { readdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OUT = resolve(process.argv[2] ?? join(ROOT, 'dist'))

const options = {
  entryPoints: { oxbow: join(ROOT, 'src', 'cli', 'main.ts') },
  outdir: OUT,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // CommonJS, which a bundle of ES modules can't load at need; koffi is native, too.
  external: ['koffi', 'mysql2'],
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
}
try {
  const { metafile } = await build(options)
  const written = new Set(Object.keys(metafile.outputs).map((file) => resolve(file)))
  // What an earlier build left goes last: commands that run meanwhile still find what they load.
  for (const entry of readdirSync(OUT, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isDirectory() && !written.has(file)) rmSync(file)
  }
} catch {
  // esbuild has said what is wrong.
  process.exit(1)
}
console.log(process.argv[2] === undefined ? 'built dist/oxbow.mjs; run it as scripts/oxbow' : `built ${join(OUT, 'oxbow.mjs')}`)
