import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type RecordedScript, answersAsRecorded, replay } from './support/recorded-script.ts'
import { describeWithShared, hasShared, sharedPath } from './support/shared.ts'

/** Steps that are not answered as recorded, by the script's id, and why: "not yet", "MySQL's answer" or "Dolt's bug". */
const differences = JSON.parse(readFileSync(new URL('conformance-differences.json', import.meta.url), 'utf8')) as { readonly reason: string; readonly steps: Readonly<Record<string, readonly number[]>> }[]

const areas = hasShared ? readdirSync(sharedPath('conformance', 'dev')).filter((file) => file.endsWith('.jsonl')).toSorted() : []

function read(area: string): RecordedScript[] {
  return readFileSync(sharedPath('conformance', 'dev', area), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as RecordedScript)
}

describeWithShared("scripts recorded from real Dolt's server", () => {
  it.each(areas)('%s: what is answered otherwise than recorded is listed with its reason, and no more', async (area) => {
    const found: string[] = []
    const listed: string[] = []
    for (const script of read(area)) {
      const { answers } = await replay(script)
      script.steps.forEach((step, i) => {
        if (!answersAsRecorded(step, answers[i])) found.push(`${script.id} ${i}`)
      })
      for (const { steps } of differences) for (const i of steps[script.id] ?? []) listed.push(`${script.id} ${i}`)
    }
    expect(found.toSorted()).toEqual(listed.toSorted())
  }, 60_000)

  it('at least 98 of 100 steps are answered as recorded', () => {
    const steps = areas.flatMap(read).reduce((count, script) => count + script.steps.length, 0)
    const other = differences.flatMap((d) => Object.values(d.steps)).reduce((count, listed) => count + listed.length, 0)
    expect(1 - other / steps).toBeGreaterThanOrEqual(0.98)
  })
})
