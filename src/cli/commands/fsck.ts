import { type Command, CommandError } from '../command.ts'

export const fsck: Command = {
  command: 'fsck',
  summary: 'Verifies the contents of the database are not corrupted',
  synopsis: ['[--quiet]', '--remote <name or url> [--quiet]'],
  description: [
    'Reads every chunk that the branches, tags and working sets lead to, and checks that it is what its address says. Ends with exit code 1 '
    + 'where something is missing or damaged, and says what.',
  ],
  options: [
    { long: 'remote', value: 'name or url', help: 'Checks a remote of the database, or the one at a URL. By default the database itself is checked.' },
    { long: 'quiet', help: 'Says nothing but what is wrong. By default the number of chunks is told.' },
  ],
  maxPositional: 0,
  async run({ args, out, workspace }) {
    const remote = args.value('remote')
    const { checkChunks } = await import('../../doltdb/check-chunks.ts')
    const { nodePlatform } = await import('../../master/platform.ts')
    const db = remote === undefined ? (await workspace.database()).db : await openRemote(remote)
    const { chunks, problems } = await checkChunks(db.store, nodePlatform)
    for (const problem of problems) out.line(problem)
    if (problems.length > 0) throw new CommandError(`${problems.length} problem${problems.length === 1 ? '' : 's'} found in ${chunks} chunks`)
    if (!args.flag('quiet')) out.line(`Checked ${chunks} chunks: no problems found.`)
    return 0

    async function openRemote(nameOrUrl: string) {
      const known = workspace.isDatabase ? (await workspace.database()).state.remotes().find(({ name }) => name === nameOrUrl) : undefined
      if (known === undefined && !nameOrUrl.includes(':')) throw new CommandError(`error: unknown remote: '${nameOrUrl}'`)
      const host = await workspace.host()
      return await host.remotes.open(known?.url ?? nameOrUrl)
    }
  },
}
