import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

let folder: string
let reported: Set<string>

/** A file a case, in a folder laid out like the checkout: [where it stands, what it imports, whether that is allowed]. */
const CASES: [file: string, imports: string, allowed: boolean][] = [
  ['src/store/a.ts', 'node:fs', false],
  ['src/store/b.ts', '../error.ts', true],
  ['src/store/c.ts', './remote/object-store.ts', false],
  ['src/store/d.ts', '../prolly/node.ts', false],
  ['src/store/remote/a.ts', '../hash.ts', true],
  ['src/store/remote/b.ts', '../../sql/value.ts', false],
  ['src/store/e.test.ts', 'node:fs', true],
  ['src/serial/a.ts', '../prolly/node.ts', false],
  ['src/serial/b.ts', '../store/hash.ts', true],
  ['src/prolly/a.ts', 'node:crypto', false],
  ['src/prolly/b.ts', '../serial/blob.ts', true],
  ['src/prolly/c.ts', '../doltdb/commit.ts', false],
  ['src/doltdb/a.ts', '../prolly/node.ts', true],
  ['src/doltdb/b.ts', '../sql/engine.ts', false],
  ['src/sql/exec/a.ts', '../../doltdb/commit.ts', false],
  ['src/sql/exec/b.ts', '../functions/function.ts', true],
  ['src/sql/exec/c.ts', 'cloudflare:workers', false],
  ['src/versioning/a.ts', '../sql/catalog.ts', true],
  ['src/versioning/b.ts', '../replication/push.ts', false],
  ['src/replication/a.ts', '../versioning/log.ts', true],
  ['src/replication/b.ts', 'node:timers', false],
  ['src/replication/c.ts', '../server/http-api.ts', false],
  ['src/server/a.ts', '../replication/pull-on-read.ts', true],
  ['src/server/b.ts', '../edge/platform.ts', false],
  ['src/edge/a.ts', '../server/http-api.ts', true],
  ['src/edge/b.ts', '../master/platform.ts', false],
  ['src/master/a.ts', '../edge/platform.ts', false],
  ['src/cli/a.ts', '../master/server.ts', true],
]

describe('the lint rule that holds the layers', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'oxbow-layers-'))
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
    for (const [file, imports] of CASES) {
      mkdirSync(join(folder, dirname(file)), { recursive: true })
      writeFileSync(join(folder, file), `import * as it from '${imports}'\nexport const uses = it\n`)
    }
    const run = spawnSync(process.execPath, [join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint'), '-f', 'json', 'src'],
      { cwd: folder, encoding: 'utf8' })
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: { code: string; filename: string }[] }
    reported = new Set(diagnostics.filter((d) => d.code.includes('no-restricted-imports')).map((d) => d.filename.replaceAll('\\', '/')))
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  for (const [file, imports, allowed] of CASES) {
    it(`${file} ${allowed ? 'may' : "can't"} import ${imports}`, () => {
      expect(reported.has(file)).toBe(!allowed)
    })
  }
})
