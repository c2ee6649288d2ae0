import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type RecordedScript, answersAsRecorded, replay } from './support/recorded-script.ts'
import { describeWithShared, sharedPath } from './support/shared.ts'

/** Least share of an area's steps that are answered as recorded; a little below what is reached. All: `npm run conformance`. */
const REACHED: readonly (readonly [area: string, share: number])[] = [
  ['select', 0.95], ['joins', 0.92], ['aggregates', 0.82], ['json', 0.92], ['types', 0.92], ['dml', 0.84], ['spatial', 0.92], ['windows', 0.86],
]

describeWithShared("scripts recorded from real Dolt's server", () => {
  it.each(REACHED)('%s: at least %f of the steps are answered as recorded', async (area, share) => {
    const scripts = readFileSync(sharedPath('conformance', 'dev', `${area}.jsonl`), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as RecordedScript)
    let steps = 0
    let good = 0
    for (const script of scripts) {
      const { answers } = await replay(script)
      script.steps.forEach((step, i) => {
        steps++
        if (answersAsRecorded(step, answers[i])) good++
      })
    }
    expect(steps).toBeGreaterThan(0)
    expect(good / steps).toBeGreaterThanOrEqual(share)
  }, 60_000)
})
