import { describe, expect, it } from 'vitest'
import { fails, InProcessCli, ok, type Outcome } from '../../../test/support/in-process-cli.ts'

const cli = new InProcessCli()

// What is expected below is what Dolt 2.3.1 prints for the same command, `dolt` in its advice read as `oxbow`.
describe('version control', () => {
  it('goes from a table to a commit', async () => {
    await cli.repository()
    await cli.run('sql', '-q', 'create table t (a int primary key, b text); create table v (a int); insert into t values (1, \'x\'); call dolt_add(\'t\')')
    expect(await cli.run('status')).toEqual(ok(`On branch main
Changes to be committed:
  (use "oxbow reset <table>..." to unstage)
	new table:        t

Untracked tables:
  (use "oxbow add <table>" to include in what will be committed)
	new table:        v
`))
    expect(await cli.run('add')).toEqual(fails('Nothing specified, nothing added. Maybe you wanted to say \'oxbow add .\'?'))
    expect(await cli.run('add', 'nope')).toEqual(fails('error: the table(s) nope do not exist'))
    expect(await cli.run('add', '.')).toEqual(ok(''))
    expect(await cli.run('commit')).toEqual(fails('error: Failed to commit changes.\ncause: Must provide commit message.'))
    expect(await cli.run('commit', '-m', 'first')).toEqual(ok(
      '\u001b[33mcommit HASH \u001b[0m\u001b[33m(\u001b[0m\u001b[36;1mHEAD -> \u001b[0m\u001b[33m\u001b[92mmain\u001b[0m) \u001b[0m\n'
      + 'Author: Jo Doe <jo@example.com>\nDate:  DATE\n\n\tfirst\n\n'))
    expect(await cli.run('status')).toEqual(ok('On branch main\nnothing to commit, working tree clean\n'))
    expect(await cli.run('commit', '-m', 'again')).toEqual(fails('no changes added to commit (use "oxbow add")'))
    expect(await cli.run('ls')).toEqual(ok('Tables in working set:\n\t t\n\t v\n'))
    expect(await cli.run('ls', '-v')).toEqual(ok('Tables in working set:\n\tt                        1 rows\n\tv                        0 rows\n'))
    await cli.run('sql', '-q', 'update t set b = \'y\'; create table w (a int primary key)')
    expect(await cli.run('status')).toEqual(ok(`On branch main

Changes not staged for commit:
  (use "oxbow add <table>" to update what will be committed)
  (use "oxbow checkout <table>" to discard changes in working directory)
	modified:         t

Untracked tables:
  (use "oxbow add <table>" to include in what will be committed)
	new table:        w
`))
    expect((await cli.run('commit', '-am', 'two\n\nlines')).out).toContain('\n\ttwo\n\t\n\tlines\n\n')
    expect(await cli.run('log', '--oneline', '-n', '2')).toEqual(ok('\u001b[33mHASH \u001b[0mtwo  lines\n\u001b[33mHASH \u001b[0mfirst\n'))
    expect((await cli.run('log', 'HEAD~1', '-n', '1')).out).toMatch(/\n\tfirst\n\n$/)
    expect(await cli.run('log', 'nope')).toEqual(fails('error: table nope does not exist'))
  })

  it('shows what changed', async () => {
    await cli.repository()
    await cli.run('sql', '-q', `create table t(id int primary key, s varchar(10), n int); insert into t values (1,'a',1),(2,'b',2),(3,'c',3);
      create table gone(a int primary key); insert into gone values (1); call dolt_commit('-Am','one')`)
    await cli.run('sql', '-q', `update t set s='x' where id=1; delete from t where id=2; insert into t values (4,null,4); drop table gone;
      create table new(a int primary key, b text); insert into new values (1,'q')`)
    expect(await cli.run('diff')).toEqual(ok(`diff --dolt a/gone b/gone
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
    expect((await cli.run('diff', '--summary')).out).toBe(`+------------+-----------+-------------+---------------+
| Table name | Diff type | Data change | Schema change |
+------------+-----------+-------------+---------------+
| gone       | dropped   | true        | true          |
| new        | added     | true        | true          |
| t          | modified  | true        | false         |
+------------+-----------+-------------+---------------+
`)
    expect((await cli.run('diff', '--stat', 't')).out).toBe(`diff --dolt a/t b/t
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
    expect(await cli.run('diff', 'HEAD', 'HEAD')).toEqual(ok(''))
    expect(await cli.run('diff', '--name-only')).toEqual(ok('gone\nnew\nt\n'))
    expect(await cli.run('diff', 'nope')).toEqual(fails('table nope does not exist in either revision'))
  })

  it('keeps branches and tags', async () => {
    await cli.repository()
    expect(await cli.run('branch')).toEqual(ok('* main\n'))
    expect(await cli.run('branch', 'b1')).toEqual(ok(''))
    expect(await cli.run('branch', '-v')).toEqual(ok('  b1   HASH Initialize data repository\n* main HASH Initialize data repository\n'))
    expect(await cli.run('branch', 'b1')).toEqual(fails('error: fatal: A branch named \'b1\' already exists.'))
    expect(await cli.run('branch', '-m', 'b1', 'b2')).toEqual(ok(''))
    expect(await cli.run('branch', '-c', 'b2', 'b3')).toEqual(ok(''))
    expect(await cli.run('branch', '-d', 'b3')).toEqual(ok(''))
    expect(await cli.run('branch', '-d', 'nope')).toEqual(fails('error: branch not found'))
    expect(await cli.run('checkout', 'b2')).toEqual(ok('Switched to branch \'b2\'\n'))
    expect(await cli.run('checkout', 'b2')).toEqual(ok('Already on branch \'b2\'\n'))
    expect(await cli.run('branch', '--show-current')).toEqual(ok('b2\n'))
    expect(await cli.run('branch', '-d', 'b2')).toEqual(fails('error: Cannot delete checked out branch \'b2\''))
    expect(await cli.run('checkout', '-b', 'b4')).toEqual(ok('Switched to branch \'b4\'\n'))
    expect(await cli.run('checkout', 'main')).toEqual(ok('Switched to branch \'main\'\n'))
    expect(await cli.run('checkout', 'nope')).toEqual(fails('error: tablespec \'nope\' did not match any table(s) known to dolt'))
    expect(await cli.run('branch', '-a')).toEqual(ok('  b2\n  b4\n* main\n'))
    expect(await cli.run('tag', 'v1')).toEqual(ok(''))
    expect(await cli.run('tag', '-m', 'msg', 'v2', 'main')).toEqual(ok(''))
    expect(await cli.run('tag')).toEqual(ok('\tv1\n\tv2\n'))
    expect(await cli.run('tag', '-v')).toEqual(ok(
      'v1\tHASH\nTagger: Jo Doe <jo@example.com>\nDate:   DATE\n\nv2\tHASH\nTagger: Jo Doe <jo@example.com>\nDate:   DATE\n\n\tmsg\n\n'))
    expect(await cli.run('tag', '-d', 'v1')).toEqual(ok(''))
    expect(await cli.run('tag', 'v2')).toEqual(fails('error: failed to create tag v2: already exists'))
    expect(await cli.run('tag', '-d', 'nope')).toEqual(fails('error: failed to delete tag nope: tag not found'))
  })

  it('shows what a merge answered before its conflicts kept it from being committed', async () => {
    await cli.repository()
    await cli.run('sql', '-q', `create table t (a int primary key, b int); insert into t values (1, 1); call dolt_commit('-Am', 'one');
      call dolt_checkout('-b', 'other'); update t set b = 2; call dolt_commit('-am', 'two'); call dolt_checkout('main'); update t set b = 3; call dolt_commit('-am', 'three')`)
    const { out, err, code } = await cli.run('sql', '-r', 'csv', '-q', "call dolt_merge('other')")
    expect(out).toBe('hash,fast_forward,conflicts,message\n"",0,1,conflicts found\n')
    expect(err).toContain('Merge conflict detected, @autocommit transaction rolled back.')
    expect(code).toBe(1)
    expect((await cli.run('status')).out).toContain('working tree clean')
  })

  it('keeps backups, and restores them', async () => {
    await cli.repository()
    await cli.run('sql', '-q', "create table t (a int primary key); call dolt_commit('-Am', 'one')")
    expect(await cli.run('backup', 'add', 'b1', 'file://../bk1')).toEqual(ok(''))
    expect(await cli.run('backup')).toEqual(ok('b1\n'))
    expect((await cli.run('backup', '-v')).out).toMatch(/^b1 file:\/\/.*bk1 \n$/)
    expect(await cli.run('backup', 'add', 'b1', 'file://../bk2')).toEqual(fails("backup 'b1' already exists"))
    expect(await cli.run('backup', 'sync', 'b1')).toEqual(ok(''))
    expect(await cli.run('backup', 'sync', 'nope')).toEqual(fails("backup 'nope' not found"))
    expect(await cli.run('backup', 'restore', 'file://../bk1', 'other')).toEqual(ok(''))
    expect(await cli.run('backup', 'restore', 'file://../bk1', 'other')).toEqual(fails("database 'other' already exists, use '--force' to overwrite"))
    expect(await cli.run('backup', 'restore', '--force', 'file://../bk1', 'other')).toEqual(ok(''))
    expect((await cli.run('sql', '-r', 'csv', '-q', 'show tables from other')).out).toBe('Tables_in_other\nt\n')
    expect(await cli.run('backup', 'remove', 'b1')).toEqual(ok(''))
    expect(await cli.run('backup')).toEqual(ok(''))
  })

  it('remembers what refs pointed to', async () => {
    await cli.repository()
    await cli.run('sql', '-q', "create table t (a int primary key); call dolt_commit('-Am', 'one'); call dolt_tag('v1'); call dolt_commit('--allow-empty', '-m', 'two')")
    await cli.run('reset', '--hard', 'HEAD~1')
    const commit = '\u001b[33mHASH\u001b[0m'
    const head = '\u001b[33m(\u001b[36;1mHEAD -> \u001b[32;1mmain\u001b[0m\u001b[33m)\u001b[0m'
    const other = '\u001b[33m(\u001b[32;1mmain\u001b[0m\u001b[33m)\u001b[0m'
    expect(await cli.run('reflog', 'main')).toEqual(ok(
      `${commit} ${head} one\n${commit} ${other} two\n${commit} ${head} one\n${commit} ${other} Initialize data repository\n`))
    expect((await cli.run('reflog')).out).toContain(`${commit} \u001b[33m(\u001b[33mtag: v1\u001b[0m\u001b[33m)\u001b[0m one\n`)
    expect(await cli.run('reflog', 'nope')).toEqual(ok(''))
  })

  it('takes uncommitted changes along to another branch, unless that loses some', async () => {
    await cli.repository()
    await cli.run('sql', '-q', `create table t (a int primary key); create table gone (a int primary key); call dolt_commit('-Am', 'one'); call dolt_branch('b1');
      insert into t values (1); create table fresh (a int primary key); call dolt_add('fresh'); drop table gone`)
    expect(await cli.run('checkout', 'b1')).toEqual(ok('Switched to branch \'b1\'\n'))
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
    expect(await cli.run('status')).toEqual(dirty('b1'))
    expect(await cli.run('checkout', '-b', 'b2')).toEqual(ok('Switched to branch \'b2\'\n'))
    expect(await cli.run('status')).toEqual(dirty('b2'))
    await cli.run('commit', '-Am', 'two')
    expect(await cli.run('checkout', 'main')).toEqual(ok('Switched to branch \'main\'\n'))
    expect(await cli.run('status')).toEqual(ok('On branch main\nnothing to commit, working tree clean\n'))
    await cli.run('sql', '-q', 'insert into t values (2)')
    expect(await cli.run('checkout', 'b2')).toEqual(fails(
      'Your local changes to the following tables would be overwritten by checkout:\n\tt\nPlease commit your changes or stash them before you switch branches.\nAborting'))
    expect(await cli.run('branch', '--show-current')).toEqual(ok('main\n'))
    expect(await cli.run('checkout', '-f', 'b2')).toEqual(ok('Switched to branch \'b2\'\n'))
    expect((await cli.run('sql', '-r', 'csv', '-q', 'select * from t')).out).toBe('a\n1\n')
    await cli.run('checkout', 'main')
    expect((await cli.run('sql', '-r', 'csv', '-q', 'select * from t')).out).toBe('a\n')
  })
})
