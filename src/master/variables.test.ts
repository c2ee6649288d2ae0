import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Config } from './config.ts'
import { ConfigFile } from './config-file.ts'
import { GlobalVariables } from './variables.ts'

let directory = ''
let local: ConfigFile
let global: ConfigFile
const warnings: string[] = []
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oxbow-variables-'))
  local = new ConfigFile(join(directory, 'config.json'))
  global = new ConfigFile(join(directory, 'config_global.json'))
  warnings.length = 0
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const load = (config = new Config(local, global)): GlobalVariables => new GlobalVariables(config, (message) => warnings.push(message))

describe('global variables', () => {
  it('1 begin with Dolt\'s defaults', () => {
    const variables = load()
    expect(variables.names().map((name) => [name, variables.get(name)])).toEqual([
      ['dolt_replicate_to_remote', ''], ['dolt_async_replication', 0], ['dolt_read_replica_remote', ''], ['dolt_replicate_heads', ''],
      ['dolt_replicate_all_heads', 0], ['dolt_read_replica_force_pull', 1], ['dolt_skip_replication_errors', 0], ['dolt_replication_remote_url_template', ''],
      ['dolt_replication_ack', 'local'], ['dolt_replication_failover', 'manual'], ['dolt_replication_lease_seconds', 15], ['dolt_replication_compact_files', 64],
      ['dolt_replication_compact_grace_seconds', 3600], ['dolt_replication_freshness', ''],
    ])
    expect(variables.flag('dolt_replicate_all_heads')).toBe(false)
    expect(variables.get('max_connections')).toBeUndefined()
    expect(variables.get('nosuchvar')).toBeUndefined()
  })

  it('1 are persisted in the local file, as Dolt writes it', () => {
    const variables = load()
    variables.set('dolt_async_replication', 'on', 'persist')
    variables.set('dolt_replicate_to_remote', 'backup1', 'persist')
    expect(readFileSync(local.path, 'utf8')).toBe('{"sqlserver.global.dolt_async_replication":"1","sqlserver.global.dolt_replicate_to_remote":"backup1"}')
    expect(load().text('dolt_replicate_to_remote')).toBe('backup1')
    variables.set('dolt_replicate_heads', 'main', 'persist_only')
    expect(variables.get('dolt_replicate_heads')).toBe('')
    variables.set('dolt_replicate_heads', 'b1', 'no')
    expect(load().get('dolt_replicate_heads')).toBe('main')
  })

  it('1 are persisted in the global file where there is no local one', () => {
    load(new Config(undefined, global)).set('max_connections', 7, 'persist')
    expect(readFileSync(global.path, 'utf8')).toBe('{"sqlserver.global.max_connections":"7"}')
  })

  it('1 are loaded from both files, and the global one wins', () => {
    local.update(new Map([['sqlserver.global.dolt_replicate_heads', 'a'], ['sqlserver.global.dolt_replicate_to_remote', 'r'], ['user.name', 'x']]))
    global.update(new Map([['sqlserver.global.dolt_replicate_heads', 'b'], ['sqlserver.global.dolt_replicate_all_heads', 'true']]))
    const variables = load()
    expect(variables.text('dolt_replicate_heads')).toBe('b')
    expect(variables.text('dolt_replicate_to_remote')).toBe('r')
    expect(variables.flag('dolt_replicate_all_heads')).toBe(true)
    expect(warnings).toEqual([])
  })

  it('1 that can\'t be loaded are told of, and the process goes on', () => {
    local.update(new Map([['sqlserver.global.dolt_async_replication', 'banana'], ['sqlserver.global.dolt_replicate_heads', 'a']]))
    global.update(new Map([['sqlserver.global.nosuchvar', '1'], ['sqlserver.global.dolt_replicate_to_remote', 'r']]))
    const variables = load()
    expect(variables.get('dolt_replicate_heads')).toBe('')
    expect(variables.get('dolt_replicate_to_remote')).toBe('r')
    expect(warnings).toEqual([
      'error: failed to load persisted global variables: key: \'dolt_async_replication\'; strconv.ParseInt: parsing "banana": invalid syntax',
      'persisted system variable nosuchvar was not loaded since its definition does not exist.',
    ])
  })

  it('1 refuse what they can\'t be, in the words of MySQL', () => {
    const variables = load()
    for (const [name, value] of [
      ['dolt_async_replication', 2], ['dolt_async_replication', null], ['dolt_replicate_heads', 7], ['dolt_replication_ack', 'both'],
      ['dolt_replication_failover', ''], ['dolt_replication_lease_seconds', 1], ['dolt_replication_compact_files', 'many'],
      ['dolt_replication_compact_grace_seconds', -1], ['dolt_replication_freshness', 'max-staleness=soon'],
    ] as const) {
      expect(() => variables.set(name, value, 'persist')).toThrow(
        expect.objectContaining({ errno: 1231, sqlState: '42000', message: `Variable '${name}' can't be set to the value of '${value ?? 'NULL'}'` }))
    }
    variables.set('dolt_replicate_heads', null, 'no')
    expect(variables.text('dolt_replicate_heads')).toBe('')
    for (const value of ['', 'strong', 'max-staleness=50', `pinned=${'a'.repeat(32)}`]) variables.set('dolt_replication_freshness', value, 'no')
    expect(variables.text('dolt_replication_freshness')).toBe(`pinned=${'a'.repeat(32)}`)
    variables.set('dolt_replication_lease_seconds', '30', 'no')
    expect(variables.number('dolt_replication_lease_seconds')).toBe(30)
    expect(() => variables.set('dolt_replicate_all_heads', 'banana', 'persist')).toThrow(/can't be set to the value of 'banana'/)
    expect(() => variables.set('nosuchvar', 1, 'no')).toThrow(/Unknown system variable 'nosuchvar'/)
    expect(() => variables.set('version', 'x', 'no')).toThrow(/read only/)
    expect(local.exists()).toBe(false)
  })
})
