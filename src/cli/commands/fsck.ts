import { type Command, CommandError } from '../command.ts'

export const fsck: Command = {
  command: 'fsck',
  summary: 'Verifies the contents of the database are not corrupted',
  synopsis: ['[--quiet]', '--remote <name or url> [--quiet]', '--revive-journal-with-data-loss'],
  description: [
    'Reads every chunk that the branches, tags and working sets lead to, and checks that it is what its address says. Ends with exit code 1 '
    + 'where something is missing or damaged, and says what.',
  ],
  options: [
    { long: 'remote', value: 'name or url', help: 'Checks a remote of the database, or the one at a URL. By default the database itself is checked.' },
    {
      long: 'revive-journal-with-data-loss',
      help: 'Cuts off a chunk journal that is damaged in the middle where it can no longer be read. What follows is lost; a copy of the whole file is kept '
        + 'beside it. By default such a database is only told of.',
    },
    { long: 'quiet', help: 'Says nothing but what is wrong. By default the number of chunks is told.' },
  ],
  maxPositional: 0,
  async run({ args, out, workspace }) {
    if (args.flag('revive-journal-with-data-loss')) return await revive()
    const remote = args.value('remote')
    const { checkChunks } = await import('../../doltdb/check-chunks.ts')
    const { nodePlatform } = await import('../../master/platform.ts')
    const db = remote === undefined ? (await workspace.database()).db : await openRemote(remote)
    const { chunks, problems } = await checkChunks(db.store, nodePlatform)
    for (const problem of problems) out.line(problem)
    if (problems.length > 0) throw new CommandError(`${problems.length} problem${problems.length === 1 ? '' : 's'} found in ${chunks} chunks`)
    if (!args.flag('quiet')) out.line(`Checked ${chunks} chunks: no problems found.`)
    return 0

    async function revive(): Promise<number> {
      const { join } = await import('node:path')
      const { reviveJournal } = await import('../../master/revive-journal.ts')
      out.line(`Revived chunk journal at:\n${reviveJournal(join(workspace.directory, '.dolt', 'noms'))}`)
      return 0
    }

    async function openRemote(nameOrUrl: string) {
      const known = workspace.isDatabase ? (await workspace.database()).state.remotes().find(({ name }) => name === nameOrUrl) : undefined
      if (known === undefined && !nameOrUrl.includes(':')) throw new CommandError(`error: unknown remote: '${nameOrUrl}'`)
      const host = await workspace.host()
      return await host.remotes.open(known?.url ?? nameOrUrl)
    }
  },
}
