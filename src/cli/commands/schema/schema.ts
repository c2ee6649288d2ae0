import type { CommandGroup } from '../../command.ts'

export const schema: CommandGroup = {
  command: 'schema',
  commands: [
    { name: 'export', summary: "Exports a table's schema in SQL form.", load: async () => (await import('./export.ts')).schemaExport },
    { name: 'show', summary: 'Shows the schema of one or more tables.', load: async () => (await import('./show.ts')).schemaShow },
    { name: 'tags', summary: 'Shows the column tags of one or more tables.', load: async () => (await import('./tags.ts')).schemaTags },
  ],
}
