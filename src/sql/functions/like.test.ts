import fc from 'fast-check'
import { expect, it } from 'vitest'
import { likeMatcher } from './like.ts'

/** The pattern as a regular expression: slow, and plainly right. */
function reference(pattern: string): RegExp {
  const source = [...pattern].map((c) => (c === '%' ? '.*' : c === '_' ? '.' : c.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))).join('')
  return new RegExp(`^${source}$`, 'su')
}

const letters = fc.array(fc.constantFrom('a', 'b', 'é', '😀'), { maxLength: 8 }).map((l) => l.join(''))
const patterns = fc.array(fc.constantFrom('a', 'b', '%', '_', '😀'), { maxLength: 6 }).map((l) => l.join(''))

it('matches as the regular expression does', () => {
  fc.assert(fc.property(letters, patterns, (text, pattern) => {
    expect(likeMatcher(pattern, '\\', undefined)(text)).toBe(reference(pattern).test(text))
  }), { numRuns: 2000 })
})

it('matches under collations, character by character', () => {
  fc.assert(fc.property(letters, patterns, (text, pattern) => {
    expect(likeMatcher(pattern.toUpperCase(), '\\', 'utf8mb4_0900_ai_ci')(text)).toBe(reference(pattern).test(text.replaceAll('é', 'e')))
  }))
  expect(likeMatcher('E%', '\\', 'utf8mb4_0900_ai_ci')('été')).toBe(true)
})
