import { type Command, CommandError } from '../command.ts'

export const gc: Command = {
  command: 'gc',
  summary: 'Cleans up unreferenced data from the repository',
  synopsis: ['[--shallow|--full]'],
  description: [
    'Searches the repository for data that is no longer referenced and no longer needed.',
    'Garbage collection is generational: everything reachable from any commit on any branch is put into the old generation, and data which is '
    + 'only reachable from uncommitted branch HEADs is kept in the new one. By default only data in the new generation is visited, so that what '
    + 'deleted branches had in the old generation stays.',
    'A killed garbage collection leaves a sound database. Where a server runs in the directory, that server does it, while others read and write.',
  ],
  options: [
    { long: 'shallow', short: 's', help: 'Performs a fast, but incomplete garbage collection: removes files that nothing names. By default chunks are looked at.' },
    { long: 'full', short: 'f', help: 'Performs a full garbage collection, including the old generation. By default the old generation is kept whole.' },
  ],
  maxPositional: 0,
  async run({ args, workspace }) {
    const [shallow, full] = [args.flag('shallow'), args.flag('full')]
    if (shallow && full) throw new CommandError('Invalid Argument: --shallow is not compatible with --full')
    if (await workspace.isServed()) {
      await (await workspace.sql()).call('dolt_gc', shallow ? ['--shallow'] : full ? ['--full'] : [])
      return 0
    }
    const database = await workspace.database()
    const { TerminalLine } = await import('../output/terminal-line.ts')
    const line = new TerminalLine()
    try {
      await database.collectGarbage(shallow ? 'shallow' : full ? 'full' : 'usual', (chunks) => line.show(`${chunks} chunks kept`))
    } finally {
      line.clear()
    }
    return 0
  },
}
