import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProgram, expectedFailures, missingForBats, parseTap, runBats, surprises } from './bats.ts'

const TAP = `1..4
ok 1 suite: works
not ok 2 suite: fails
# (in test file x.bats, line 3)
#   \`false' failed
ok 3 suite: waits # skip not yet
not ok 4 suite: is known to fail
`

describe('what bats prints', () => {
  it('is read test by test', () => {
    expect(parseTap(TAP)).toEqual({
      planned: 4,
      tests: [
        { name: 'suite: works', outcome: 'ok', output: [] },
        { name: 'suite: fails', outcome: 'failed', output: ['(in test file x.bats, line 3)', '  `false\' failed'] },
        { name: 'suite: waits', outcome: 'skipped', output: [] },
        { name: 'suite: is known to fail', outcome: 'failed', output: [] },
      ],
    })
  })

  it('is held against the list of known failures, both ways', () => {
    const known = { 'x.bats': { 'suite: is known to fail': 'why', 'suite: works': 'why' } }
    expect(surprises('/somewhere/x.bats', parseTap(TAP), known)).toEqual({ failed: ['suite: fails'], passed: ['suite: works'] })
    expect(surprises('/somewhere/other.bats', parseTap(TAP), known)).toEqual({ failed: ['suite: fails', 'suite: is known to fail'], passed: [] })
  })
})

const directory = process.env.DOLT_BATS_DIR
const missing = missingForBats(directory)

/** A sample; all of them: `npm run bats`. */
describe.skipIf(missing !== undefined)(`Dolt's own suite${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let built = ''
  let program = ''
  beforeAll(() => {
    built = mkdtempSync(join(tmpdir(), 'oxbow-built-'))
    program = buildProgram(built)
  })
  afterAll(() => rmSync(built, { recursive: true, force: true }))

  it.each([
    ['replication.bats', 'configuration errors|push on cli commit|pull multiple heads, one invalid', 3],
    ['replication-multidb.bats', 'load global vars|pull newly created database', 2],
  ])('%s: %s', async (name, filter, count) => {
    const file = join(directory!, name)
    const run = await runBats({ file, program, filter })
    expect(run.tests).toHaveLength(count)
    expect(run.planned).toBe(count)
    expect(surprises(file, run)).toEqual({ failed: [], passed: [] })
    expect(run.tests.every(({ outcome }) => outcome === 'ok')).toBe(true)
  }, 120_000)

  it('expects failures only of tests that stand in the suite', () => {
    for (const [file, tests] of Object.entries(expectedFailures())) {
      const text = readFileSync(join(directory!, file), 'utf8')
      for (const name of Object.keys(tests)) expect(text).toContain(`@test "${name}"`)
    }
  })
})
