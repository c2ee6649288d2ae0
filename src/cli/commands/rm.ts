import type { Command } from '../command.ts'

export const rm: Command = {
  command: 'rm',
  summary: 'Drops a table and removes it from tracking',
  synopsis: ['<table>...', '--cached <table>...'],
  description: ['Drops tables, and stages that they are gone.'],
  options: [{ long: 'cached', help: 'Only takes the tables out of what will be committed; they stay as new tables. By default they are dropped.' }],
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    const cached = args.flag('cached')
    await access.call('dolt_rm', [...(cached ? ['--cached'] : []), ...args.positional])
    for (const name of args.positional) out.line(cached ? `removed '${name}' from tracking` : `dropped '${name}'`)
    return 0
  },
}
