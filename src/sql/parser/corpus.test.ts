import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeWithShared, sharedPath } from '../../../test/support/shared.ts'
import { parse } from './parser.ts'

/** Lines of a file of JSON objects. */
function lines(...path: string[]): Record<string, unknown>[] {
  return readFileSync(sharedPath(...path), 'utf8').split('\n').filter((l) => l !== '').map((l) => JSON.parse(l) as Record<string, unknown>)
}

/** Part of the statements that parse; `unsupported` doesn't count. The first failures are shown. */
function accepted(statements: readonly string[]): { share: number; failures: string[] } {
  const failures: string[] = []
  for (const sql of statements) {
    try {
      if (parse(sql).kind === 'unsupported') failures.push(sql)
    } catch (e) {
      failures.push(`${sql}: ${(e as Error).message.slice(-80)}`)
    }
  }
  return { share: 1 - failures.length / statements.length, failures: failures.slice(0, 10) }
}

function expectAccepted(statements: readonly string[]): void {
  const { share, failures } = accepted(statements)
  expect(share < 0.995 ? failures : []).toEqual([])
}

/** A step or case that real Dolt answered with a syntax error. */
function isSyntaxError(recorded: Record<string, unknown>): boolean {
  const error = recorded.error as { errno?: number; code?: number; message?: string } | undefined
  return error !== undefined && ((error.errno ?? error.code) === 1064 || /syntax error/i.test(error.message ?? JSON.stringify(error)))
}

describeWithShared('statements that real Dolt accepts', () => {
  it.each(['gms', 'dolt', 'slt'])('%s: 99.5 % and more are parsed', (name) => {
    expectAccepted(lines('conformance', 'syntax', `${name}.jsonl`).map((l) => l.sql as string))
  })

  it('the fixtures: 99.5 % and more are parsed', () => {
    const statements: string[] = []
    for (const fixture of readdirSync(sharedPath('fixtures'))) {
      if (!existsSync(sharedPath('fixtures', fixture, 'cases.jsonl'))) continue
      for (const recorded of lines('fixtures', fixture, 'cases.jsonl')) if (!isSyntaxError(recorded)) statements.push(recorded.sql as string)
    }
    expectAccepted(statements)
  })

  it('the conformance cases: 99.5 % and more are parsed', () => {
    const statements: string[] = []
    for (const file of readdirSync(sharedPath('conformance', 'dev'))) {
      for (const { setup, steps } of lines('conformance', 'dev', file)) {
        statements.push(...((setup as string[] | undefined) ?? []))
        for (const step of steps as Record<string, unknown>[]) if (typeof step.sql === 'string' && !isSyntaxError(step)) statements.push(step.sql)
      }
    }
    expectAccepted(statements)
  })
})
