import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from './cli.ts'
import { COMMANDS } from './commands.ts'

let base = ''
let directory = ''
const environment = process.env.DOLT_ROOT_PATH
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-cli-'))
  process.env.DOLT_ROOT_PATH = base
})
afterAll(() => {
  if (environment === undefined) delete process.env.DOLT_ROOT_PATH
  else process.env.DOLT_ROOT_PATH = environment
  rmSync(base, { recursive: true, force: true })
})

interface Outcome {
  out: string
  err: string
  code: number
}

/** Runs a command as a process would; addresses and dates become words. */
async function oxbow(...argv: string[]): Promise<Outcome> {
  const stdout: Uint8Array[] = []
  let err = ''
  const code = await runCli([`--data-dir=${directory}`, ...argv], {
    write: (text) => stdout.push(Buffer.from(text)),
    line: (text = '') => stdout.push(Buffer.from(`${text}\n`)),
    bytes: (bytes) => stdout.push(bytes),
    error: (text) => {
      err += `${text}\n`
    },
  })
  return { out: plain(Buffer.concat(stdout).toString()), err: plain(err), code }
}

function plain(text: string): string {
  return text
    .replaceAll(base, 'BASE')
    .replace(/(?<=^|\[33m|[^0-9a-z])[0-9a-v]{32}(?![0-9a-z])/gm, 'HASH')
    .replace(/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} \d\d \d\d:\d\d:\d\d [+-]\d{4} \d{4}/g, 'DATE')
}

const ok = (out: string): Outcome => ({ out, err: '', code: 0 })
const fails = (err: string, code = 1): Outcome => ({ out: '', err: `${err}\n`, code })

async function repository(): Promise<void> {
  await oxbow('config', '--global', '--add', 'user.name', 'Jo Doe', 'user.email', 'jo@example.com')
  await oxbow('init')
}

let n = 0
beforeEach(() => {
  directory = join(base, `case${++n}`, 'db')
  mkdirSync(directory, { recursive: true })
})

// What is expected below is what Dolt 2.3.1 prints for the same command, `dolt` in its advice read as `oxbow`.
describe('init, config, version', () => {
  it('makes a repository, once', async () => {
    expect(await oxbow('status')).toEqual(fails('The current directory is not a valid dolt repository.\nrun: oxbow init before trying to run this command', 2))
    rmSync(join(base, '.dolt'), { recursive: true, force: true })
    expect(await oxbow('init')).toMatchObject({ code: 1, err: expect.stringMatching(/^Author identity unknown[^]*fatal: empty ident name not allowed\n$/) })
    expect(await oxbow('config', '--global', '--add', 'user.name', 'Jo Doe', 'user.email', 'jo@example.com')).toEqual(ok('Config successfully updated.\n'))
    expect(await oxbow('init')).toEqual(ok('Successfully initialized dolt data repository.\n'))
    expect(await oxbow('init')).toEqual(fails('This directory has already been initialized.'))
    expect(readFileSync(join(directory, '.dolt', 'config.json'), 'utf8')).toBe('{}')
  })

  it('takes name, e-mail, branch and date', async () => {
    await oxbow('init', '--name', 'A B', '--email', 'a@b.c', '--date', '2024-01-02T03:04:05Z', '-b', 'trunk')
    expect(readFileSync(join(directory, '.dolt', 'config.json'), 'utf8')).toBe('{"user.email":"a@b.c","user.name":"A B"}')
    expect((await oxbow('sql', '-r', 'csv', '-q', 'select author, author_email, author_date, refs from dolt_log')).out)
      .toBe('author,author_email,author_date,refs\nA B,a@b.c,2024-01-02 03:04:05.000,HEAD -> trunk\n')
    directory = join(base, `case${n}`, 'other')
    mkdirSync(directory)
    expect(await oxbow('init', '--date', 'yesterday')).toEqual(fails('error: invalid date\ncause: error: \'yesterday\' is not in a supported format.'))
  })

  it('reads and writes settings', async () => {
    await repository()
    expect(await oxbow('config', '--global', '--get', 'user.name')).toEqual(ok('Jo Doe\n'))
    expect(await oxbow('config', '--get', 'nope')).toEqual({ out: '', err: '', code: 1 })
    expect(await oxbow('config', '--local', '--add', 'a.b', 'c')).toEqual({
      out: 'error: invalid config option, use oxbow config --help to check valid configuration variables\n', err: '', code: 1,
    })
    expect(await oxbow('config', '--local', '--list')).toEqual(ok(''))
    expect(await oxbow('config', '--local', '--unset', 'a.b')).toEqual(fails('Error unsetting the keys [a.b]. Error: key does not exist on this configuration'))
    expect(await oxbow('config', '--local', '--add', 'sqlserver.global.dolt_replicate_heads', 'main')).toEqual(ok('Config successfully updated.\n'))
    expect(await oxbow('config', '--list')).toEqual(ok('sqlserver.global.dolt_replicate_heads = main\nuser.email = jo@example.com\nuser.name = Jo Doe\n'))
    expect(await oxbow('config', '--unset', 'sqlserver.global.dolt_replicate_heads')).toEqual(ok('Config successfully updated.\n'))
    expect((await oxbow('config')).err).toBe('Exactly one of the -add, -set, -get, -unset, -list flags must be set.\n')
    expect((await oxbow('version')).out).toMatch(/^dolt version 2\.3\.1\n/)
  })
})

describe('commands and their help', () => {
  it('are listed', async () => {
    const { out, code } = await oxbow()
    expect(out).toMatch(/^Valid commands for oxbow are\n {16}init - Create an empty Dolt data repository\.\n/)
    expect(code).toBe(1)
    expect((await oxbow('--help')).code).toBe(0)
    expect(await oxbow('nope')).toEqual(fails('Unknown Command nope'))
    expect(await oxbow('--nope')).toEqual(fails('Failed to parse global arguments: error: unknown option `nope\''))
  })

  it.each(COMMANDS.map(({ name }) => name))('%s says what it takes, with defaults', async (name) => {
    const { out, code } = await oxbow(name, '--help')
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^NAME\n\toxbow ${name} - .+\n\nSYNOPSIS\n\toxbow ${name}`))
    expect(out).toContain('OPTIONS\n')
    expect(out.split('\n').every((line) => line.length <= 120)).toBe(true)
  })

  it('refuse what they don\'t take', async () => {
    const { out, err, code } = await oxbow('status', '--nope')
    expect({ err, code }).toEqual({ err: 'error: unknown option `nope\'\n', code: 1 })
    expect(out).toMatch(/^NAME\n\toxbow status/)
    expect((await oxbow('status', 'x')).err).toBe('error: status does not take positional arguments, but found 1: x\n')
    expect((await oxbow('log', '-n')).err).toBe('error: no value for option `number\'\n')
    expect((await oxbow('log', '-n', 'x')).err).toBe('error: "x" is not a valid int.\n')
  })
})

describe('sql', () => {
  it('prints results as Dolt does', async () => {
    await repository()
    expect(await oxbow('sql', '-q', 'create table t (id int primary key, s varchar(20), d decimal(10,2), j json, dt datetime)')).toEqual(ok(''))
    expect(await oxbow('sql', '-q', `insert into t values (1,'a,"b',1.5,'{"a":1}','2020-01-02'),(2,null,null,null,null)`)).toEqual(ok(''))
    const query = (format: string, sql = 'select * from t'): Promise<Outcome> => oxbow('sql', '-r', format, '-q', sql)
    expect(await query('tabular')).toEqual(ok(`+----+------+------+---------+---------------------+
| id | s    | d    | j       | dt                  |
+----+------+------+---------+---------------------+
| 1  | a,"b | 1.50 | {"a":1} | 2020-01-02 00:00:00 |
| 2  | NULL | NULL | NULL    | NULL                |
+----+------+------+---------+---------------------+

`))
    expect(await query('csv')).toEqual(ok('id,s,d,j,dt\n1,"a,""b",1.50,"{""a"":1}",2020-01-02 00:00:00\n2,,,,\n'))
    expect(await query('json')).toEqual(ok('{"rows": [{"d":"1.50","dt":"2020-01-02 00:00:00","id":1,"j":{"a":1},"s":"a,\\"b"},{"id":2}]}\n'))
    expect(await query('vertical')).toEqual(ok(`*************************** 1. row ***************************
id: 1
 s: a,"b
 d: 1.50
 j: {"a":1}
dt: 2020-01-02 00:00:00

*************************** 2. row ***************************
id: 2
 s: NULL
 d: NULL
 j: NULL
dt: NULL


`))
    const none = 'select * from t where id > 10'
    expect([(await query('tabular', none)).out, (await query('csv', none)).out, (await query('json', none)).out, (await query('vertical', none)).out])
      .toEqual(['\n', 'id,s,d,j,dt\n', '{}\n\n', '\n'])
    expect((await query('csv', `select '' as a, null as b, true as c, 'x
y' as d, 1.5e10 as e`)).out).toBe('a,b,c,d,e\n"",,true,"x\ny",1.5e+10\n')
    expect((await query('tabular', `select '日本語' as a, '👍' c union all select 'x','y'`)).out)
      .toBe('+--------+----+\n| a      | c  |\n+--------+----+\n| 日本語 | 👍 |\n| x      | y  |\n+--------+----+\n\n')
    expect(await query('nope')).toEqual(fails('Invalid argument for --result-format. Valid values are tabular, csv, json'))
  })

  it('stops a script at its first error, and says where', async () => {
    await repository()
    const { out, err, code } = await oxbow('sql', '-q', 'select 1 as x;\nselect nope;\nselect 2')
    expect(out).toBe('+---+\n| x |\n+---+\n| 1 |\n+---+\n\n')
    expect(err).toMatch(/^error on line 2 for query select nope: /)
    expect(code).toBe(1)
    const on = await oxbow('sql', '--continue', '-r', 'csv', '-q', 'select 1 as x;\nselect nope;\nselect 2 as y')
    expect({ out: on.out, code: on.code }).toEqual({ out: 'x\n1\ny\n2\n', code: 0 })
    expect(await oxbow('sql', '-f', join(directory, 'none.sql'))).toEqual(fails('couldn\'t open file BASE/case' + n + '/db/none.sql'))
  })
})

describe('version control', () => {
  it('goes from a table to a commit', async () => {
    await repository()
    await oxbow('sql', '-q', 'create table t (a int primary key, b text); create table v (a int); insert into t values (1, \'x\'); call dolt_add(\'t\')')
    expect(await oxbow('status')).toEqual(ok(`On branch main
Changes to be committed:
  (use "oxbow reset <table>..." to unstage)
	new table:        t

Untracked tables:
  (use "oxbow add <table>" to include in what will be committed)
	new table:        v
`))
    expect(await oxbow('add')).toEqual(fails('Nothing specified, nothing added. Maybe you wanted to say \'oxbow add .\'?'))
    expect(await oxbow('add', 'nope')).toEqual(fails('error: the table(s) nope do not exist'))
    expect(await oxbow('add', '.')).toEqual(ok(''))
    expect(await oxbow('commit')).toEqual(fails('error: Failed to commit changes.\ncause: Must provide commit message.'))
    expect(await oxbow('commit', '-m', 'first')).toEqual(ok(
      '\u001b[33mcommit HASH \u001b[0m\u001b[33m(\u001b[0m\u001b[36;1mHEAD -> \u001b[0m\u001b[33m\u001b[92mmain\u001b[0m) \u001b[0m\n'
      + 'Author: Jo Doe <jo@example.com>\nDate:  DATE\n\n\tfirst\n\n'))
    expect(await oxbow('status')).toEqual(ok('On branch main\nnothing to commit, working tree clean\n'))
    expect(await oxbow('commit', '-m', 'again')).toEqual(fails('no changes added to commit (use "oxbow add")'))
    expect(await oxbow('ls')).toEqual(ok('Tables in working set:\n\t t\n\t v\n'))
    expect(await oxbow('ls', '-v')).toEqual(ok('Tables in working set:\n\tt                        1 rows\n\tv                        0 rows\n'))
    await oxbow('sql', '-q', 'update t set b = \'y\'; create table w (a int primary key)')
    expect(await oxbow('status')).toEqual(ok(`On branch main

Changes not staged for commit:
  (use "oxbow add <table>" to update what will be committed)
  (use "oxbow checkout <table>" to discard changes in working directory)
	modified:         t

Untracked tables:
  (use "oxbow add <table>" to include in what will be committed)
	new table:        w
`))
    expect((await oxbow('commit', '-am', 'two\n\nlines')).out).toContain('\n\ttwo\n\t\n\tlines\n\n')
    expect(await oxbow('log', '--oneline', '-n', '2')).toEqual(ok('\u001b[33mHASH \u001b[0mtwo  lines\n\u001b[33mHASH \u001b[0mfirst\n'))
    expect((await oxbow('log', 'HEAD~1', '-n', '1')).out).toMatch(/\n\tfirst\n\n$/)
    expect(await oxbow('log', 'nope')).toEqual(fails('error: table nope does not exist'))
  })

  it('shows what changed', async () => {
    await repository()
    await oxbow('sql', '-q', `create table t(id int primary key, s varchar(10), n int); insert into t values (1,'a',1),(2,'b',2),(3,'c',3);
      create table gone(a int primary key); insert into gone values (1); call dolt_commit('-Am','one')`)
    await oxbow('sql', '-q', `update t set s='x' where id=1; delete from t where id=2; insert into t values (4,null,4); drop table gone;
      create table new(a int primary key, b text); insert into new values (1,'q')`)
    expect(await oxbow('diff')).toEqual(ok(`diff --dolt a/gone b/gone
deleted table
-CREATE TABLE \`gone\` (
-  \`a\` int NOT NULL,
-  PRIMARY KEY (\`a\`)
-) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
+---+---+
|   | a |
+---+---+
| - | 1 |
+---+---+
diff --dolt a/new b/new
added table
+CREATE TABLE \`new\` (
+  \`a\` int NOT NULL,
+  \`b\` text,
+  PRIMARY KEY (\`a\`)
+) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
+---+---+---+
|   | a | b |
+---+---+---+
| + | 1 | q |
+---+---+---+
diff --dolt a/t b/t
--- a/t
+++ b/t
+---+----+------+---+
|   | id | s    | n |
+---+----+------+---+
| < | 1  | a    | 1 |
| > | 1  | x    | 1 |
| - | 2  | b    | 2 |
| + | 4  | NULL | 4 |
+---+----+------+---+
`))
    expect((await oxbow('diff', '--summary')).out).toBe(`+------------+-----------+-------------+---------------+
| Table name | Diff type | Data change | Schema change |
+------------+-----------+-------------+---------------+
| gone       | dropped   | true        | true          |
| new        | added     | true        | true          |
| t          | modified  | true        | false         |
+------------+-----------+-------------+---------------+
`)
    expect((await oxbow('diff', '--stat', 't')).out).toBe(`diff --dolt a/t b/t
--- a/t
+++ b/t
1 Row Unmodified (33.33%)
1 Row Added (33.33%)
1 Row Deleted (33.33%)
1 Row Modified (33.33%)
3 Cells Added (33.33%)
3 Cells Deleted (33.33%)
1 Cell Modified (11.11%)
(3 Row Entries vs 3 Row Entries)

`)
    expect(await oxbow('diff', 'HEAD', 'HEAD')).toEqual(ok(''))
    expect(await oxbow('diff', '--name-only')).toEqual(ok('gone\nnew\nt\n'))
    expect(await oxbow('diff', 'nope')).toEqual(fails('table nope does not exist in either revision'))
  })

  it('keeps branches and tags', async () => {
    await repository()
    expect(await oxbow('branch')).toEqual(ok('* main\n'))
    expect(await oxbow('branch', 'b1')).toEqual(ok(''))
    expect(await oxbow('branch', '-v')).toEqual(ok('  b1   HASH Initialize data repository\n* main HASH Initialize data repository\n'))
    expect(await oxbow('branch', 'b1')).toEqual(fails('error: fatal: A branch named \'b1\' already exists.'))
    expect(await oxbow('branch', '-m', 'b1', 'b2')).toEqual(ok(''))
    expect(await oxbow('branch', '-c', 'b2', 'b3')).toEqual(ok(''))
    expect(await oxbow('branch', '-d', 'b3')).toEqual(ok(''))
    expect(await oxbow('branch', '-d', 'nope')).toEqual(fails('error: branch not found'))
    expect(await oxbow('checkout', 'b2')).toEqual(ok('Switched to branch \'b2\'\n'))
    expect(await oxbow('checkout', 'b2')).toEqual(ok('Already on branch \'b2\'\n'))
    expect(await oxbow('branch', '--show-current')).toEqual(ok('b2\n'))
    expect(await oxbow('branch', '-d', 'b2')).toEqual(fails('error: Cannot delete checked out branch \'b2\''))
    expect(await oxbow('checkout', '-b', 'b4')).toEqual(ok('Switched to branch \'b4\'\n'))
    expect(await oxbow('checkout', 'main')).toEqual(ok('Switched to branch \'main\'\n'))
    expect(await oxbow('checkout', 'nope')).toEqual(fails('error: tablespec \'nope\' did not match any table(s) known to dolt'))
    expect(await oxbow('branch', '-a')).toEqual(ok('  b2\n  b4\n* main\n'))
    expect(await oxbow('tag', 'v1')).toEqual(ok(''))
    expect(await oxbow('tag', '-m', 'msg', 'v2', 'main')).toEqual(ok(''))
    expect(await oxbow('tag')).toEqual(ok('\tv1\n\tv2\n'))
    expect(await oxbow('tag', '-v')).toEqual(ok(
      'v1\tHASH\nTagger: Jo Doe <jo@example.com>\nDate:   DATE\n\nv2\tHASH\nTagger: Jo Doe <jo@example.com>\nDate:   DATE\n\n\tmsg\n\n'))
    expect(await oxbow('tag', '-d', 'v1')).toEqual(ok(''))
    expect(await oxbow('tag', 'v2')).toEqual(fails('error: failed to create tag v2: already exists'))
    expect(await oxbow('tag', '-d', 'nope')).toEqual(fails('error: failed to delete tag nope: tag not found'))
  })

  it('takes uncommitted changes along to another branch, unless that loses some', async () => {
    await repository()
    await oxbow('sql', '-q', `create table t (a int primary key); create table gone (a int primary key); call dolt_commit('-Am', 'one'); call dolt_branch('b1');
      insert into t values (1); create table fresh (a int primary key); call dolt_add('fresh'); drop table gone`)
    expect(await oxbow('checkout', 'b1')).toEqual(ok('Switched to branch \'b1\'\n'))
    const dirty = (branch: string): Outcome => ok(`On branch ${branch}
Changes to be committed:
  (use "oxbow reset <table>..." to unstage)
	new table:        fresh

Changes not staged for commit:
  (use "oxbow add <table>" to update what will be committed)
  (use "oxbow checkout <table>" to discard changes in working directory)
	deleted:          gone
	modified:         t
`)
    expect(await oxbow('status')).toEqual(dirty('b1'))
    expect(await oxbow('checkout', '-b', 'b2')).toEqual(ok('Switched to branch \'b2\'\n'))
    expect(await oxbow('status')).toEqual(dirty('b2'))
    await oxbow('commit', '-Am', 'two')
    expect(await oxbow('checkout', 'main')).toEqual(ok('Switched to branch \'main\'\n'))
    expect(await oxbow('status')).toEqual(ok('On branch main\nnothing to commit, working tree clean\n'))
    await oxbow('sql', '-q', 'insert into t values (2)')
    expect(await oxbow('checkout', 'b2')).toEqual(fails(
      'Your local changes to the following tables would be overwritten by checkout:\n\tt\nPlease commit your changes or stash them before you switch branches.\nAborting'))
    expect(await oxbow('branch', '--show-current')).toEqual(ok('main\n'))
    expect(await oxbow('checkout', '-f', 'b2')).toEqual(ok('Switched to branch \'b2\'\n'))
    expect((await oxbow('sql', '-r', 'csv', '-q', 'select * from t')).out).toBe('a\n1\n')
    await oxbow('checkout', 'main')
    expect((await oxbow('sql', '-r', 'csv', '-q', 'select * from t')).out).toBe('a\n')
  })

  it('works with remotes', async () => {
    await repository()
    const remote = join(base, `case${n}`, 'rem')
    expect(await oxbow('remote', '-v')).toEqual(ok(''))
    expect(await oxbow('remote', 'add', 'origin', 'file://../rem')).toEqual(ok(''))
    expect(await oxbow('remote', 'add', 'origin', 'file://../rem')).toEqual(fails('error: Unable to add remote.\ncause: remote already exists'))
    expect(await oxbow('remote', '-v')).toEqual(ok(`origin file://BASE/case${n}/rem \n`))
    expect(await oxbow('remote', 'remove', 'zz')).toEqual(fails('error: Unable to remove remote.\ncause: error: unknown remote: \'zz\''))
    expect((await oxbow('remote', 'add', 'x', 'https://doltremoteapi.dolthub.com/a/b')).err).toMatch(/^error: Unable to add remote\.\ncause: .*dolt/)
    expect((await oxbow('push')).err).toMatch(/^fatal: The current branch main has no upstream branch\./)
    expect(await oxbow('push', 'origin', 'main')).toEqual(ok(`- Uploading...\nTo file://BASE/case${n}/rem\n * [new branch]          main -> main\n`))
    expect(await oxbow('push', 'origin', 'main')).toEqual(ok('- Uploading...\nEverything up-to-date\n'))
    await oxbow('push', '-u', 'origin', 'main')
    expect((await oxbow('push', 'nope', 'main')).err).toBe('fatal: remote \'nope\' not found.\nPlease make sure the remote exists.\n')
    expect((await oxbow('push', 'origin', ':nope')).err).toBe('failed to delete remote; \'refs/heads/nope\' from remote \'origin\'; branch not found\n')
    expect((await oxbow('fetch', 'nope')).err).toMatch(/^unknown remote; 'nope' does not appear to be a dolt database\./)
    expect(await oxbow('fetch')).toEqual(ok('- Fetching...\n'))
    expect(await oxbow('pull')).toEqual(ok('- Pulling...\nEverything up-to-date\n'))
    expect((await oxbow('status')).out).toBe('On branch main\nYour branch is up to date with \'origin/main\'.\nnothing to commit, working tree clean\n')
    await oxbow('commit', '--allow-empty', '-m', 'ahead')
    expect((await oxbow('status')).out).toMatch(/^On branch main\nYour branch is ahead of 'origin\/main' by 1 commit\.\n {2}\(use "oxbow push" to publish your local commits\)\n/)
    expect((await oxbow('branch', '-va')).out).toBe(
      '* main                HASH [ahead 1] ahead\n  remotes/origin/main HASH Initialize data repository\n')
    const source = directory
    directory = join(base, `case${n}`)
    expect(await oxbow('clone', `file://${remote}`, 'copy')).toEqual(ok(`cloning file://BASE/case${n}/rem\n`))
    expect(await oxbow('clone', `file://${remote}`, 'copy')).toEqual({
      out: `cloning file://BASE/case${n}/rem\n`, err: `data repository already exists: copy\n`, code: 1,
    })
    expect(await oxbow('clone', `file://${remote}nope`, 'copy2')).toMatchObject({ err: 'clone failed; remote at that url contains no Dolt data\n', code: 1 })
    const copy = join(directory, 'copy')
    directory = source
    await oxbow('push')
    directory = copy
    expect((await oxbow('fetch')).code).toBe(0)
    expect((await oxbow('status')).out).toMatch(/^On branch main\nYour branch is behind 'origin\/main' by 1 commit, and can be fast-forwarded\.\n/)
    expect((await oxbow('pull')).code).toBe(0)
    expect((await oxbow('log', '-n', '1')).out).toMatch(/\n\tahead\n\n$/)
  })
})

describe('the program', () => {
  it('runs as a process: scripts on stdin, exit codes, the two streams apart', async () => {
    await repository()
    const run = (argv: string[], input = ''): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argv], { cwd: directory, input, encoding: 'utf8', env: process.env })
    expect(run(['sql', '-r', 'csv'], 'create table t(a int primary key);\ninsert into t values (1),(2);\nselect * from t;\nselect\n')).toMatchObject({
      stdout: 'a\n1\n2\n', stderr: expect.stringMatching(/^error on line 4 for query select\nError parsing SQL: \n/), status: 1,
    })
    expect(run(['ls'])).toMatchObject({ stdout: 'Tables in working set:\n\t t\n', stderr: '', status: 0 })
    expect(run(['--data-dir', join(directory, '..'), '--use-db', 'db/main', 'sql', '-r', 'csv', '-q', 'select database(), count(*) from t']))
      .toMatchObject({ stdout: 'database(),count(*)\ndb/main,2\n', status: 0 })
  })
})
