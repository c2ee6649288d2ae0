import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readServerConfig } from './server-config.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oxbow-yaml-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function read(text: string): ReturnType<typeof readServerConfig> {
  const path = join(directory, 'config.yaml')
  writeFileSync(path, text)
  return readServerConfig(path)
}

describe('1 the server\'s YAML', () => {
  it('1 is read in Dolt\'s form, and what is Dolt\'s alone is left out', () => {
    expect(read('log_level: warn\ndata_dir: dbs\nbehavior:\n  read_only: true\n  autocommit: true\nlistener:\n  host: 127.0.0.1\n  port: 0\n'
      + 'system_variables:\n  dolt_async_replication: true\n  Dolt_Replicate_To_Remote: origin\n  dolt_replication_lease_seconds: 30\n')).toEqual({
      listener: { host: '127.0.0.1', port: 0, httpPort: undefined, maxConnections: undefined, requireTls: undefined }, logLevel: 'warn', dataDirectory: 'dbs', readOnly: true,
      variables: new Map<string, unknown>([['dolt_async_replication', 1], ['dolt_replicate_to_remote', 'origin'], ['dolt_replication_lease_seconds', 30]]),
    })
    expect(read('')).toMatchObject({ variables: new Map() })
    expect(read('listener:\nsystem_variables:\n').variables.size).toBe(0)
  })

  it.each([
    ['listener:\n  port: many', 'listener.port must be a number between 0 and 65535'],
    ['behavior:\n  read_only: maybe', 'behavior.read_only must be true or false'],
    ['system_variables: [1]', 'system_variables must be a map'], ['data_dir: 7', 'data_dir must be a text'], ['a: b: c', 'Nested mappings'],
  ])('1 %j is refused, with what is wrong', (text, message) => {
    expect(() => read(text)).toThrow(message)
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'SERVER_CONFIG' }))
  })
})
