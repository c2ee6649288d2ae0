import type { CommandGroup } from '../../command.ts'

export const conflicts: CommandGroup = {
  command: 'conflicts',
  commands: [
    { name: 'cat', summary: 'Writes out the table conflicts.', load: async () => (await import('./cat.ts')).cat },
    { name: 'resolve', summary: 'Removes rows from list of conflicts', load: async () => (await import('./resolve.ts')).resolve },
  ],
}
