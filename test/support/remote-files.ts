import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sharedPath } from './shared.ts'

/** The remotes on the shelf that real Dolt wrote. */
export const FIXTURES = ['types', 'history', 'flights'] as const
export type Fixture = (typeof FIXTURES)[number]

/** The manifest of a remote on the shelf, as its bytes. */
export function remoteManifest(fixture: Fixture): Uint8Array {
  return new Uint8Array(readFileSync(sharedPath('fixtures', fixture, 'remote', 'manifest')))
}

/** The table files and archives of a remote on the shelf, `name` without `.darc`. */
export function* remoteFiles(fixture: Fixture): Generator<{ name: string; archive: boolean; bytes: Uint8Array }> {
  const folder = sharedPath('fixtures', fixture, 'remote')
  for (const file of readdirSync(folder).toSorted()) {
    if (!/^[0-9a-v]{32}(\.darc)?$/.test(file)) continue
    yield { name: file.slice(0, 32), archive: file.endsWith('.darc'), bytes: new Uint8Array(readFileSync(join(folder, file))) }
  }
}
