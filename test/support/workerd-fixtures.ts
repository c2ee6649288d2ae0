import { readFileSync, readdirSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { branchesRemote } from './branches-remote.ts'
import { hasShared, sharedPath } from './shared.ts'

/** Tests in workerd can't read files: what they need of the shelf is handed in here. */
export default async function provideFixtures(project: TestProject): Promise<void> {
  project.provide('branchesRemote', await branchesRemote())
  project.provide('typesRemote', hasShared ? filesOf(sharedPath('fixtures', 'types', 'remote')) : {})
}

function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`).toString('base64')]))
}
