import type { CommandGroup } from '../../command.ts'

export const table: CommandGroup = {
  command: 'table',
  commands: [
    { name: 'export', summary: 'Export a table to a file.', load: async () => (await import('./export.ts')).tableExport },
    { name: 'rm', summary: 'Deletes a table', load: async () => (await import('./copy-move-remove.ts')).tableRm },
    { name: 'mv', summary: 'Moves a table', load: async () => (await import('./copy-move-remove.ts')).tableMv },
    { name: 'cp', summary: 'Copies a table', load: async () => (await import('./copy-move-remove.ts')).tableCp },
  ],
}
