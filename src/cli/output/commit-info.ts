import { quoteText } from '../quote.ts'
import type { SqlAccess } from '../workspace.ts'
import { paint } from './colors.ts'
import { logTime } from './go-time.ts'
import type { Output } from './output.ts'

/** A commit as `log` shows it. */
export interface CommitInfo {
  readonly hash: string
  readonly parents: readonly string[]
  readonly author: string
  readonly email: string
  /** When it was authored, in milliseconds since 1970 UTC. */
  readonly authoredMillis: number
  readonly message: string
  /** Full names of the refs at it; tags as `tag: refs/tags/x`. */
  readonly refs: readonly string[]
  readonly isHead: boolean
}

/** Commits as `dolt_log` gives them for these arguments, newest first. */
export async function readLog(access: SqlAccess, args: readonly string[]): Promise<CommitInfo[]> {
  const rows = await access.texts(
    `select commit_hash, parents, author, author_email, cast(unix_timestamp(author_date) * 1000 as signed), message, refs
     from dolt_log(${[...args, '--parents', '--decorate'].map(quoteText).join(', ')}, 'full')`)
  const [[branch]] = await access.texts('select active_branch()')
  return rows.map(([hash, parents, author, email, millis, message, refs]) => {
    const isHead = refs.startsWith('HEAD -> ')
    const names = refs === '' ? [] : refs.replace(/^HEAD -> /, '').split(', ')
    // The arrow from HEAD points at the branch that is checked out.
    const current = `refs/heads/${branch}`
    if (isHead && names.includes(current)) names.sort((a, b) => Number(b === current) - Number(a === current))
    return { hash, parents: parents === '' ? [] : parents.split(', '), author, email, authoredMillis: Number(millis), message, refs: names, isHead }
  })
}

/**
 * `(HEAD -> main, origin/main, tag: v1) ` in Dolt's colours; empty where no ref points at the commit.
 * Source: Dolt go/cmd/dolt/commands/utils.go, printRefs.
 */
export function decoration({ refs, isHead }: CommitInfo, full = false): string {
  if (refs.length === 0) return ''
  const names = refs.map((ref) => {
    if (ref.startsWith('tag: ')) return paint('93', full ? ref : ref.replace('refs/tags/', ''))
    if (ref.startsWith('refs/remotes/')) return paint('91', full ? ref : ref.slice('refs/remotes/'.length))
    return paint('92', full ? ref : ref.replace(/^refs\/heads\//, ''))
  })
  return `${paint('33', '(')}${isHead ? paint('36;1', 'HEAD -> ') : ''}${paint('33', `${names.join(paint('33', ', '))}) `)}`
}

/** A commit with its author, date and message. Source: Dolt go/cmd/dolt/commands/utils.go, PrintCommitInfo. */
export function commitText(commit: CommitInfo, options: { parents?: boolean; decoration: string }): string {
  const { hash, parents, author, email, authoredMillis, message } = commit
  const named = options.parents ? [hash, ...parents].join(' ') : hash
  const merge = parents.length > 1 ? `\nMerge: ${parents.join(' ')}` : ''
  return `${paint('33', `commit ${named} `)}${options.decoration}${merge}\nAuthor: ${author} <${email}>\nDate:  ${logTime(authoredMillis)}`
    + `\n\n\t${message.replaceAll('\n', '\n\t')}\n\n`
}

/** Prints the commit that was just made, with the refs at it, as Dolt does on a terminal and elsewhere. */
export async function printNewCommit(access: SqlAccess, out: Output): Promise<void> {
  const [made] = await readLog(access, ['HEAD', '--number', '1'])
  out.write(commitText(made, { decoration: decoration(made) }))
}
