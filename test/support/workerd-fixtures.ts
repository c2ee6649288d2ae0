import { readFileSync, readdirSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { hasShared, sharedPath } from './shared.ts'

/** Tests in workerd can't read files: what they need of the shelf is handed in here. */
export default function provideFixtures(project: TestProject): void {
  project.provide('dictionaryArchive', hasShared ? dictionaryArchive() : '')
}

/** The smallest archive of the remote that is large enough to have a dictionary. */
function dictionaryArchive(): string {
  const folder = sharedPath('fixtures', 'types', 'remote')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.darc'))
    .map((file) => readFileSync(`${folder}/${file}`))
    .filter((bytes) => bytes.length > 100_000)
    .toSorted((a, b) => a.length - b.length)[0]
    .toString('base64')
}
