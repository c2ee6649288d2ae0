import type { RootValue } from '../doltdb/root-value.ts'
import { readTable } from '../doltdb/table.ts'
import type { Fetching } from '../store/missing.ts'
import { doltError } from './errors.ts'
import { allRows } from './row-values.ts'

/** The plan of a rebase, which lies in the working set as long as it goes on; no commit ever has it. */
export const REBASE_TABLE = 'dolt_rebase'

interface Pattern {
  readonly text: string
  readonly ignored: boolean
  readonly matches: RegExp
}

/**
 * Which new tables `dolt_add` and `dolt_status` leave out: dolt_ignore holds patterns in which `*` and `%` stand for
 * any characters and `?` for one; of those that match, the more specific one decides.
 */
export class IgnorePatterns {
  private readonly patterns: readonly Pattern[]

  constructor(rows: readonly (readonly [pattern: string, ignored: boolean])[]) {
    this.patterns = rows.map(([text, ignored]) => ({ text: text.replaceAll('%', '*'), ignored, matches: patternRegExp(text) }))
  }

  /** @throws OxbowError when two patterns contradict each other and neither is more specific. */
  ignores(table: string): boolean {
    if (table === REBASE_TABLE) return true
    const matching = this.patterns.filter((p) => p.matches.test(table))
    const deciding = matching.filter(
      (p) => !matching.some((q) => q !== p && q.text !== p.text && p.matches.test(q.text) && !q.matches.test(p.text)),
    )
    const ignored = deciding.filter((p) => p.ignored)
    if (ignored.length > 0 && ignored.length < deciding.length) {
      const kept = deciding.filter((p) => !p.ignored)
      throw doltError(
        `the table ${table} matches conflicting patterns in dolt_ignore:\nignored:     ${ignored.map((p) => p.text).join('\n')}\n` +
        `not ignored: ${kept.map((p) => p.text).join('\n')}`,
      )
    }
    return ignored.length > 0
  }
}

/** `*` and `%` stand for any characters, `?` for one. */
export function patternRegExp(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/[*%]+/g, '.*').replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's')
}

/** The patterns of a working root. */
export function* readIgnorePatterns(root: RootValue): Fetching<IgnorePatterns> {
  const hash = (yield* root.tables()).get('dolt_ignore')
  if (hash === undefined) return new IgnorePatterns([])
  const table = yield* readTable(root.db, hash)
  const pattern = table.schema.ordinal('pattern')
  const ignored = table.schema.ordinal('ignored')
  return new IgnorePatterns((yield* allRows(table)).map((row) => [String(row[pattern]), row[ignored] !== 0]))
}
