import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fails, InProcessCli, ok } from '../../test/support/in-process-cli.ts'
import { COMMANDS } from './commands.ts'

const cli = new InProcessCli()

/** All commands, those that stand under others too: `status`, `table cp`. */
async function commandLines(): Promise<string[]> {
  const groups = await Promise.all(COMMANDS.map(async ({ name, load }) => {
    const command = await load()
    return 'commands' in command ? command.commands.map((entry) => `${name} ${entry.name}`) : [name]
  }))
  return groups.flat()
}

const LINES = await commandLines()

// What is expected below is what Dolt 2.3.1 prints for the same command, `dolt` in its advice read as `oxbow`.
describe('init, config, version', () => {
  it('makes a repository, once', async () => {
    expect(await cli.run('status')).toEqual(fails('The current directory is not a valid dolt repository.\nrun: oxbow init before trying to run this command', 2))
    rmSync(join(cli.base, '.dolt'), { recursive: true, force: true })
    expect(await cli.run('init')).toMatchObject({ code: 1, err: expect.stringMatching(/^Author identity unknown[^]*fatal: empty ident name not allowed\n$/) })
    expect(await cli.run('config', '--global', '--add', 'user.name', 'Jo Doe', 'user.email', 'jo@example.com')).toEqual(ok('Config successfully updated.\n'))
    expect(await cli.run('init')).toEqual(ok('Successfully initialized dolt data repository.\n'))
    expect(await cli.run('init')).toEqual(fails('This directory has already been initialized.'))
    expect(readFileSync(join(cli.directory, '.dolt', 'config.json'), 'utf8')).toBe('{}')
  })

  it('takes name, e-mail, branch and date', async () => {
    await cli.run('init', '--name', 'A B', '--email', 'a@b.c', '--date', '2024-01-02T03:04:05Z', '-b', 'trunk')
    expect(readFileSync(join(cli.directory, '.dolt', 'config.json'), 'utf8')).toBe('{"user.email":"a@b.c","user.name":"A B"}')
    expect((await cli.run('sql', '-r', 'csv', '-q', 'select author, author_email, author_date, refs from dolt_log')).out)
      .toBe('author,author_email,author_date,refs\nA B,a@b.c,2024-01-02 03:04:05.000,HEAD -> trunk\n')
    cli.directory = join(cli.base, `case${cli.case}`, 'other')
    mkdirSync(cli.directory)
    expect(await cli.run('init', '--date', 'yesterday')).toEqual(fails('error: invalid date\ncause: error: \'yesterday\' is not in a supported format.'))
  })

  it('reads and writes settings', async () => {
    await cli.repository()
    expect(await cli.run('config', '--global', '--get', 'user.name')).toEqual(ok('Jo Doe\n'))
    expect(await cli.run('config', '--get', 'nope')).toEqual({ out: '', err: '', code: 1 })
    expect(await cli.run('config', '--local', '--add', 'a.b', 'c')).toEqual({
      out: 'error: invalid config option, use oxbow config --help to check valid configuration variables\n', err: '', code: 1,
    })
    expect(await cli.run('config', '--local', '--list')).toEqual(ok(''))
    expect(await cli.run('config', '--local', '--unset', 'a.b')).toEqual(fails('Error unsetting the keys [a.b]. Error: key does not exist on this configuration'))
    expect(await cli.run('config', '--local', '--add', 'sqlserver.global.dolt_replicate_heads', 'main')).toEqual(ok('Config successfully updated.\n'))
    expect(await cli.run('config', '--list')).toEqual(ok('sqlserver.global.dolt_replicate_heads = main\nuser.email = jo@example.com\nuser.name = Jo Doe\n'))
    expect(await cli.run('config', '--unset', 'sqlserver.global.dolt_replicate_heads')).toEqual(ok('Config successfully updated.\n'))
    expect((await cli.run('config')).err).toBe('Exactly one of the -add, -set, -get, -unset, -list flags must be set.\n')
    expect((await cli.run('version')).out).toMatch(/^dolt version 2\.3\.1\n/)
  })
})

describe('commands and their help', () => {
  it('are listed', async () => {
    const { out, code } = await cli.run()
    expect(out).toMatch(/^Valid commands for oxbow are\n {16}init - Create an empty Dolt data repository\.\n/)
    expect(code).toBe(1)
    expect((await cli.run('--help')).code).toBe(0)
    expect(await cli.run('nope')).toEqual(fails('Unknown Command nope'))
    expect(await cli.run('--nope')).toEqual(fails('Failed to parse global arguments: error: unknown option `nope\''))
  })

  it.each(LINES)('%s says what it takes, with defaults', async (name) => {
    const { out, code } = await cli.run(...name.split(' '), '--help')
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^NAME\n\toxbow ${name} - .+\n\nSYNOPSIS\n\toxbow ${name}`))
    expect(out).toContain('OPTIONS\n')
    expect(out.split('\n').every((line) => line.length <= 120)).toBe(true)
  })

  it('refuse what they don\'t take', async () => {
    const { out, err, code } = await cli.run('status', '--nope')
    expect({ err, code }).toEqual({ err: 'error: unknown option `nope\'\n', code: 1 })
    expect(out).toMatch(/^NAME\n\toxbow status/)
    expect((await cli.run('status', 'x')).err).toBe('error: status does not take positional arguments, but found 1: x\n')
    expect((await cli.run('log', '-n')).err).toBe('error: no value for option `number\'\n')
    expect((await cli.run('log', '-n', 'x')).err).toBe('error: "x" is not a valid int.\n')
  })
})

describe('the program', () => {
  it('runs as a process: scripts on stdin, exit codes, the two streams apart', async () => {
    await cli.repository()
    const run = (argv: string[], input = ''): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argv], { cwd: cli.directory, input, encoding: 'utf8', env: process.env })
    expect(run(['sql', '-r', 'csv'], 'create table t(a int primary key);\ninsert into t values (1),(2);\nselect * from t;\nselect\n')).toMatchObject({
      stdout: 'a\n1\n2\n', stderr: expect.stringMatching(/^error on line 4 for query select\nError parsing SQL: \n/), status: 1,
    })
    expect(run(['ls'])).toMatchObject({ stdout: 'Tables in working set:\n\t t\n', stderr: '', status: 0 })
    expect(run(['--data-dir', join(cli.directory, '..'), '--use-db', 'db/main', 'sql', '-r', 'csv', '-q', 'select database(), count(*) from t']))
      .toMatchObject({ stdout: 'database(),count(*)\ndb/main,2\n', status: 0 })
  })
})
