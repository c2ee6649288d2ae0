import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparable } from './compare.ts'
import { DoltServer } from './dolt-server.ts'
import { readGolden } from './golden.ts'
import { openOxbow } from './oxbow-side.ts'
import { observe, parts } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'

const dolt = process.env.DOLT_BIN
const golden = readGolden()

it('there are at least 60 scenarios, each with a name of its own', () => {
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length)
  expect(SCENARIOS.length).toBeGreaterThanOrEqual(60)
})

describe('oxbow has the roots, commits, rows and errors that real Dolt had', () => {
  for (const scenario of SCENARIOS) {
    it(scenario.name, async () => {
      const recorded = golden.get(scenario.name)
      // What was recorded is what would be run: else `npm run interop:record` is due.
      expect(recorded?.steps.map(({ sql }) => sql)).toEqual(scenario.statements.map((statement) => parts(statement).sql))
      const { ours, dolts } = comparable(await observe(scenario, await openOxbow()), recorded!)
      expect(ours).toEqual(dolts)
    })
  }
})

describe.runIf(dolt !== undefined)(`the dolt that DOLT_BIN names does what was recorded${dolt === undefined ? ' (skipped: DOLT_BIN is not set)' : ''}`, () => {
  let server: DoltServer
  beforeAll(async () => {
    server = await DoltServer.start(dolt!)
  })
  afterAll(() => server?.stop())

  for (const scenario of SCENARIOS) {
    it(scenario.name, async () => {
      const { ours, dolts } = comparable(await observe(scenario, await server.open()), golden.get(scenario.name)!)
      expect(ours).toEqual(dolts)
    })
  }
})
