import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readGolden } from './golden.ts'
import { type Left, legs, Relay, stateAfter } from './relay.ts'
import { parts } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'

const dolt = process.env.DOLT_BIN
const golden = readGolden()
const handed = SCENARIOS.filter(({ oneProcess, withoutRoots }) => oneProcess === undefined && withoutRoots === undefined)
// Each process of dolt takes half a second to start.
const LEGS = 3

describe.runIf(dolt !== undefined)(`dolt and oxbow take turns on a directory, and leave what dolt alone leaves${dolt === undefined ? ' (skipped: DOLT_BIN is not set)' : ''}`, () => {
  let relay: Relay
  beforeAll(() => {
    relay = new Relay(dolt!)
  })
  afterAll(() => relay?.remove())

  handed.forEach(({ name, statements }, n) => {
    it(name, async () => {
      const directory = `s${n}`
      await relay.create(directory, n % 2 === 0 ? 'dolt' : 'oxbow')
      let done = 0
      let last: Left = { state: '', branch: 'main' }
      for (const [i, leg] of legs(statements.map((statement) => parts(statement).sql), LEGS).entries()) {
        last = (i + n) % 2 === 0 ? relay.byDolt(directory, last.branch, leg) : await relay.byOxbow(directory, last.branch, leg)
        done += leg.length
        expect([leg, last.state]).toEqual([leg, stateAfter(golden.get(name)!, done)])
      }
      expect(await relay.problems(directory)).toBe('')
    })
  })
})
