import type { Command } from '../command.ts'
import { paint } from '../output/colors.ts'

/** How the kinds of refs are shown: in which colour, and with which word before the name. */
const KINDS = [['refs/heads/', '32;1', ''], ['refs/tags/', '33', 'tag: '], ['refs/remotes/', '31;1', ''], ['refs/workspaces/', '35;1', 'workspace: ']] as const

export const reflog: Command = {
  command: 'reflog',
  summary: 'Show history of named refs.',
  synopsis: ['[--all] [<ref>]'],
  description: ['Shows where refs, or the one that is named, have pointed to, newest first.'],
  options: [{ long: 'all', help: 'Shows hidden refs, too. By default branches, tags and remote-tracking branches.' }],
  maxPositional: 1,
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    const words = [...args.positional, ...(args.flag('all') ? ['--all'] : [])]
    const rows = await access.texts(`select ref, commit_hash, commit_message from dolt_reflog(${words.map(() => '?').join(', ')})`, words)
    const [[head]] = await access.texts("select hashof('HEAD')")
    for (const [ref, hash, message] of rows) out.line(`${paint('33', hash)} \u001b[33m(${hash === head ? '\u001b[36;1mHEAD -> ' : ''}${refText(ref)}\u001b[33m)\u001b[0m ${message}`)
    return 0
  },
}

function refText(ref: string): string {
  const kind = KINDS.find(([prefix]) => ref.startsWith(prefix))
  return kind === undefined ? ref : paint(kind[1], kind[2] + ref.slice(kind[0].length))
}
