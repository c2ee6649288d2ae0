import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeWithShared, sharedPath } from '../../../test/support/shared.ts'
import { evaluate, selectList, testContext } from './expression-for-tests.ts'

interface Recorded {
  readonly sql: string
  readonly columns?: readonly { readonly type: number }[]
  readonly rows?: readonly (readonly (string | null | { hex: string })[])[]
}

/** Statements of the fixture that ask the database's history, which functions alone can't answer. */
const NEEDS_DATABASE = /dolt_|hashof|active_branch|\bin \(|exists|@@/

describeWithShared('expressions that real Dolt answered', () => {
  const lines = readFileSync(sharedPath('fixtures', 'types', 'cases.jsonl'), 'utf8').split('\n').filter((l) => l !== '')
  for (const recorded of lines.map((l) => JSON.parse(l) as Recorded)) {
    if (recorded.rows === undefined || recorded.columns === undefined || NEEDS_DATABASE.test(recorded.sql)) continue
    if (/\bfrom\s+[a-z`(]/i.test(recorded.sql.replace(/extract\(.*?\)/g, ''))) continue
    const items = recorded.sql.startsWith('select') ? selectList(recorded.sql) : undefined
    if (items === undefined) continue
    it(recorded.sql, () => {
      const cx = testContext()
      const answers = items.map((item) => evaluate(item, cx))
      const texts = answers.map((a) => (a.text instanceof Uint8Array ? new TextDecoder().decode(a.text) : a.text))
      expect(texts).toEqual(recorded.rows?.[0])
      expect(answers.map((a) => a.type)).toEqual(recorded.columns?.map((c) => c.type))
    })
  }
})
