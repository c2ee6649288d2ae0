import { readFileSync, readdirSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { hasShared, sharedPath } from './shared.ts'

/** Tests in workerd can't read files: what they need of the shelf is handed in here. */
export default function provideFixtures(project: TestProject): void {
  project.provide('typesRemote', hasShared ? filesOf(sharedPath('fixtures', 'types', 'remote')) : {})
}

function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`).toString('base64')]))
}
