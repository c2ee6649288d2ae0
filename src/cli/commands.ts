import type { Command } from './command.ts'

/** A command that is loaded when it is called for: starting is most of what a command takes. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

/** All commands, in the order of the help; Dolt's words. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'init', summary: 'Create an empty Dolt data repository.', load: async () => (await import('./commands/init.ts')).init },
  { name: 'status', summary: 'Show the working tree status.', load: async () => (await import('./commands/status.ts')).status },
  { name: 'add', summary: 'Add table changes to the list of staged table changes.', load: async () => (await import('./commands/add.ts')).add },
  { name: 'diff', summary: 'Diff a table.', load: async () => (await import('./commands/diff.ts')).diff },
  { name: 'reset', summary: 'Remove table changes from the list of staged table changes.', load: async () => (await import('./commands/reset.ts')).reset },
  { name: 'commit', summary: 'Record changes to the repository.', load: async () => (await import('./commands/commit.ts')).commit },
  { name: 'sql', summary: 'Run a SQL query against tables in repository.', load: async () => (await import('./commands/sql.ts')).sql },
  { name: 'sql-server', summary: 'Start a server that answers SQL over HTTP.', load: async () => (await import('./commands/sql-server.ts')).sqlServer },
  { name: 'replica', summary: 'Serve a remote, chunk by chunk, over HTTP.', load: async () => (await import('./commands/replica.ts')).replica },
  { name: 'token', summary: 'Make access tokens, and the keys that sign them.', load: async () => (await import('./commands/token.ts')).token },
  { name: 'promote', summary: 'Make a replica the master of its remotes.', load: async () => (await import('./commands/promote.ts')).promote },
  { name: 'compact', summary: 'Merge small files of a remote.', load: async () => (await import('./commands/compact.ts')).compact },
  { name: 'log', summary: 'Show commit logs.', load: async () => (await import('./commands/log.ts')).log },
  { name: 'show', summary: 'Show information about a specific commit.', load: async () => (await import('./commands/show.ts')).show },
  { name: 'branch', summary: 'Create, list, edit, delete branches.', load: async () => (await import('./commands/branch.ts')).branch },
  { name: 'checkout', summary: 'Checkout a branch or overwrite a table from HEAD.', load: async () => (await import('./commands/checkout.ts')).checkout },
  { name: 'merge', summary: 'Merge a branch.', load: async () => (await import('./commands/merge.ts')).merge },
  { name: 'clone', summary: 'Clone from a remote data repository.', load: async () => (await import('./commands/clone.ts')).clone },
  { name: 'fetch', summary: 'Update the database from a remote data repository.', load: async () => (await import('./commands/fetch.ts')).fetch },
  { name: 'pull', summary: 'Fetch from a dolt remote data repository and merge.', load: async () => (await import('./commands/pull.ts')).pull },
  { name: 'push', summary: 'Push to a dolt remote.', load: async () => (await import('./commands/push.ts')).push },
  { name: 'config', summary: 'Dolt configuration.', load: async () => (await import('./commands/config.ts')).config },
  { name: 'remote', summary: 'Manage set of tracked repositories.', load: async () => (await import('./commands/remote.ts')).remote },
  { name: 'ls', summary: 'List tables in the working set.', load: async () => (await import('./commands/ls.ts')).ls },
  { name: 'tag', summary: 'Create, list, delete tags.', load: async () => (await import('./commands/tag.ts')).tag },
  { name: 'fsck', summary: 'Verifies the contents of the database are not corrupted.', load: async () => (await import('./commands/fsck.ts')).fsck },
  { name: 'version', summary: 'Displays the version of the program.', load: async () => (await import('./commands/version.ts')).version },
]
