import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeWithShared, sharedPath } from './support/shared.ts'
import { runSlt } from './support/sqllogictest.ts'

/** A part of the sqllogictest files; all of them: `npm run slt`. */
describeWithShared('sqllogictest', () => {
  it.each([
    'evidence/in1.test', 'evidence/slt_lang_replace.test', 'evidence/slt_lang_update.test', 'index/orderby/10/slt_good_0.test',
    'index/view/10/slt_good_1.test', 'random/aggregates/slt_good_0.test', 'random/expr/slt_good_0.test', 'random/groupby/slt_good_13.test',
    'random/select/slt_good_0.test', 'select2.test',
  ])('%s', async (name) => {
    const outcome = await runSlt(readFileSync(sharedPath('slt', 'dev', ...name.split('/')), 'utf8'))
    expect(outcome.failures).toEqual([])
    expect(outcome.records).toBeGreaterThan(9)
  }, 60_000)
})
