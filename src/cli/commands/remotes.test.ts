import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fails, InProcessCli, ok } from '../../../test/support/in-process-cli.ts'

const cli = new InProcessCli()

// What is expected below is what Dolt 2.3.1 prints for the same command, `dolt` in its advice read as `oxbow`.
describe('remotes', () => {
  it('are pushed to, fetched from, pulled and cloned', async () => {
    await cli.repository()
    const remote = join(cli.base, `case${cli.case}`, 'rem')
    expect(await cli.run('remote', '-v')).toEqual(ok(''))
    expect(await cli.run('remote', 'add', 'origin', 'file://../rem')).toEqual(ok(''))
    expect(await cli.run('remote', 'add', 'origin', 'file://../rem')).toEqual(fails('error: Unable to add remote.\ncause: remote already exists'))
    expect(await cli.run('remote', '-v')).toEqual(ok(`origin file://BASE/case${cli.case}/rem \n`))
    expect(await cli.run('remote', 'remove', 'zz')).toEqual(fails('error: Unable to remove remote.\ncause: error: unknown remote: \'zz\''))
    expect((await cli.run('remote', 'add', 'x', 'https://doltremoteapi.dolthub.com/a/b')).err).toMatch(/^error: Unable to add remote\.\ncause: .*dolt/)
    expect((await cli.run('push')).err).toMatch(/^fatal: The current branch main has no upstream branch\./)
    expect(await cli.run('push', 'origin', 'main')).toEqual(ok(`- Uploading...\nTo file://BASE/case${cli.case}/rem\n * [new branch]          main -> main\n`))
    expect(await cli.run('push', 'origin', 'main')).toEqual(ok('- Uploading...\nEverything up-to-date\n'))
    await cli.run('push', '-u', 'origin', 'main')
    expect((await cli.run('push', 'nope', 'main')).err).toBe('fatal: remote \'nope\' not found.\nPlease make sure the remote exists.\n')
    expect((await cli.run('push', 'origin', ':nope')).err).toBe('failed to delete remote; \'refs/heads/nope\' from remote \'origin\'; branch not found\n')
    expect((await cli.run('fetch', 'nope')).err).toMatch(/^unknown remote; 'nope' does not appear to be a dolt database\./)
    expect(await cli.run('fetch')).toEqual(ok('- Fetching...\n'))
    expect(await cli.run('pull')).toEqual(ok('- Pulling...\nEverything up-to-date\n'))
    expect((await cli.run('status')).out).toBe('On branch main\nYour branch is up to date with \'origin/main\'.\nnothing to commit, working tree clean\n')
    await cli.run('commit', '--allow-empty', '-m', 'ahead')
    expect((await cli.run('status')).out).toMatch(/^On branch main\nYour branch is ahead of 'origin\/main' by 1 commit\.\n {2}\(use "oxbow push" to publish your local commits\)\n/)
    expect((await cli.run('branch', '-va')).out).toBe(
      '* main                HASH [ahead 1] ahead\n  remotes/origin/main HASH Initialize data repository\n')
    const source = cli.directory
    cli.directory = join(cli.base, `case${cli.case}`)
    expect(await cli.run('clone', `file://${remote}`, 'copy')).toEqual(ok(`cloning file://BASE/case${cli.case}/rem\n`))
    expect(await cli.run('clone', `file://${remote}`, 'copy')).toEqual({
      out: `cloning file://BASE/case${cli.case}/rem\n`, err: `data repository already exists: copy\n`, code: 1,
    })
    expect(await cli.run('clone', `file://${remote}nope`, 'copy2')).toMatchObject({ err: 'clone failed; remote at that url contains no Dolt data\n', code: 1 })
    const copy = join(cli.directory, 'copy')
    cli.directory = source
    await cli.run('push')
    cli.directory = copy
    expect((await cli.run('fetch')).code).toBe(0)
    expect((await cli.run('status')).out).toMatch(/^On branch main\nYour branch is behind 'origin\/main' by 1 commit, and can be fast-forwarded\.\n/)
    expect((await cli.run('pull')).code).toBe(0)
    expect((await cli.run('log', '-n', '1')).out).toMatch(/\n\tahead\n\n$/)
  })
})
