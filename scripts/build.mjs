// Bundles the CLI into dist/oxbow.mjs: one file starts several times faster than a tree of modules.
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OUT = join(ROOT, 'dist')

rmSync(OUT, { recursive: true, force: true })
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
  sourcemap: true,
  logLevel: 'warning',
}
try {
  await build(options)
} catch {
  // esbuild has said what is wrong.
  process.exit(1)
}
console.log('built dist/oxbow.mjs; run it as scripts/oxbow')
