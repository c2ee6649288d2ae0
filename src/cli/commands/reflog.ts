import { type Command, CommandError } from '../command.ts'
import { paint } from '../output/colors.ts'

export const reflog: Command = {
  command: 'reflog',
  summary: 'Show history of named refs',
  synopsis: ['[--all] [<ref>]'],
  description: ['Shows what each ref pointed to, newest first, also of branches and tags that are gone: commits that a reset left behind can be found again.'],
  options: [{ long: 'all', help: 'Shows all refs, those of remotes too. By default these are left out.' }],
  maxPositional: 1,
  async run({ args, out, workspace }) {
    const [ref] = args.positional
    if (ref !== undefined && args.flag('all')) throw new CommandError('error: --all cannot be used with a specified ref')
    const access = await workspace.sql()
    const words = [...args.flag('all') ? ['--all'] : [], ...ref === undefined ? [] : [ref]]
    const rows = await access.texts(`select ref, commit_hash, commit_message from dolt_reflog(${words.map(() => '?').join(', ')})`, words)
    const [[head]] = await access.texts("select hashof('HEAD')")
    for (const [name, hash, message] of rows) out.line(`${paint('33', hash)} ${refName(name, hash === head)} ${message}`)
    return 0
  },
}

/** A ref in parentheses, coloured as Dolt does it. @param isHead when the entry's commit is HEAD, which Dolt says of any branch */
function refName(ref: string, isHead: boolean): string {
  const [, kind = '', short = ref] = /^refs\/(heads|tags|remotes)\/(.*)$/.exec(ref) ?? []
  const name = kind === 'tags' ? `tag: ${short}` : short
  // Without colours, painting nothing gives nothing.
  if (paint('33', '') === '') return `(${isHead && kind === 'heads' ? 'HEAD -> ' : ''}${name})`
  const colour = kind === 'tags' ? '33' : kind === 'remotes' ? '31;1' : '32;1'
  return `\x1b[33m(${isHead && kind === 'heads' ? '\x1b[36;1mHEAD -> ' : ''}\x1b[${colour}m${name}\x1b[0m\x1b[33m)\x1b[0m`
}
