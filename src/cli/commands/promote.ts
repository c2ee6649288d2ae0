import { type Command, CommandError } from '../command.ts'

export const promote: Command = {
  command: 'promote',
  summary: 'Make a replica the master of its remotes',
  synopsis: ['[--data-dir <directory>] [--epoch <epoch>] [--replica]', '--url <url of a server> [--token <access token>] [--epoch <epoch>] [--replica]'],
  description: [
    'Takes the lease of each remote that the databases replicate with, pulls all that the remote has, and accepts writes: the server that was the '
    + 'master until now is fenced off. It is the same as CALL dolt_assume_role(\'master\') there.',
    'With --url a running server is asked, and goes on without a restart. Without, no server may be running on the directory.',
  ],
  options: [
    { long: 'url', value: 'url', help: 'The server to promote, such as http://localhost:3307. By default the databases of the directory are promoted.' },
    { long: 'token', value: 'access token', help: 'What lets you in there: a token with all rights. Defaults to the environment variable OXBOW_TOKEN.' },
    { long: 'data-dir', value: 'directory', help: 'The directory whose databases are promoted. Defaults to the current directory.' },
    { long: 'epoch', value: 'epoch', help: 'The epoch to take the lease at. Defaults to one more than the present.' },
    { long: 'replica', help: 'Makes a master a replica instead: it pushes what is queued, and gives up the lease. By default a replica is made the master.' },
  ],
  maxPositional: 0,
  async run({ args, out, workspace }) {
    const role = args.flag('replica') ? 'replica' : 'master'
    const epoch = args.count('epoch')
    const url = args.value('url')
    const assumed = url === undefined
      ? await assumeHere(args.value('data-dir') ?? workspace.directory, role, epoch, (line) => out.error(line))
      : await assumeThere(url, args.value('token') ?? process.env.OXBOW_TOKEN, role, epoch)
    out.line(role === 'master' ? `This server is the master now, at epoch ${assumed}.` : `This server is a replica now; the last epoch is ${assumed}.`)
    return 0
  },
}

async function assumeHere(directory: string, role: 'master' | 'replica', epoch: number | undefined, warn: (line: string) => void): Promise<number> {
  const { DataDirectory } = await import('../../master/data-directory.ts')
  const { MasterHost } = await import('../../master/master-host.ts')
  const data = new DataDirectory(directory)
  const host = new MasterHost({ data, log: (level, event, fields = {}) => (level === 'info' ? undefined : warn(String(fields.message ?? event))) })
  try {
    return await host.assumeRole(role, epoch)
  } finally {
    await host.close()
    data.close()
  }
}

async function assumeThere(url: string, token: string | undefined, role: string, epoch: number | undefined): Promise<number> {
  const sql = epoch === undefined ? 'call dolt_assume_role(?)' : 'call dolt_assume_role(?, ?)'
  const params = epoch === undefined ? [role] : [role, String(epoch)]
  let response: Response
  try {
    response = await fetch(new URL('/v1/sql', url), {
      method: 'POST', body: JSON.stringify({ sql, params }),
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    })
  } catch (e) {
    throw new CommandError(`error: no server answers at ${url}: ${e instanceof Error ? e.message : String(e)}`)
  }
  const answer = (await response.json().catch(() => ({}))) as { rows?: unknown[][]; error?: { message?: string } }
  const assumed = Number(answer.rows?.[0]?.[1])
  if (!response.ok || !Number.isSafeInteger(assumed)) throw new CommandError(`error: ${answer.error?.message ?? `${url} answered ${response.status}`}`)
  return assumed
}
