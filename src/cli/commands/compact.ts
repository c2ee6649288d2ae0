import type { Hash } from '../../store/hash.ts'
import type { ObjectStore } from '../../store/remote/object-store.ts'
import { UsageError } from '../arguments.ts'
import { type Command, CommandError } from '../command.ts'
import { megabytes } from '../output/size-text.ts'

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const HOUR_MS = UNITS.h

export const compact: Command = {
  command: 'compact',
  summary: 'Merge small files of a remote',
  synopsis: ['[--files <count>] [--grace <time>] [--dry-run] [--quiet] [<remote name or url>]'],
  description: [
    'Merges the small files that pushes leave in a remote into few large ones; no chunk is lost, and readers and pushers needn\'t stop. What was '
    + 'replaced is deleted by a later run, after the grace time, and so are uploads that no manifest has named for a day.',
    'A master does all this by itself (dolt_replication_compact_files). Where a server pushes on write to the remote, only that server may compact it.',
  ],
  options: [
    { long: 'files', value: 'count', help: 'Merges only where there are so many small files. Defaults to 2.' },
    { long: 'grace', value: 'time', help: 'How long replaced files stay for readers, such as 90s, 10m, 1h or 2d. Defaults to 1h.' },
    { long: 'dry-run', help: 'Says what would be merged, and does nothing. By default it is done.' },
    { long: 'quiet', help: 'Says nothing but errors. By default progress is told.' },
  ],
  maxPositional: 1,
  async run({ args, out, workspace }) {
    const files = args.count('files') ?? 2
    const graceMs = durationOf(args.value('grace'))
    const say = (line: string): void => (args.flag('quiet') ? undefined : out.line(line))
    const { compactRemote, planCompaction } = await import('../../store/remote/compact.ts')
    const { sweepRemote } = await import('../../store/remote/compact-sweep.ts')
    const { nodePlatform } = await import('../../master/platform.ts')
    const { objects, holder } = await openRemote(args.positional[0])
    if (args.flag('dry-run')) {
      const groups = await planCompaction(objects, files)
      for (const group of groups) say(`Would merge ${group.length} files of ${megabytes(group.reduce((sum, { size }) => sum + size, 0))} into one.`)
      if (groups.length === 0) say('Nothing to merge.')
      return 0
    }
    const guard = (): Promise<void> => requireNoOther(objects, holder)
    await guard()
    const { merges, files: left, damaged } = await compactRemote(objects, nodePlatform, {
      files, guard, progress: ({ name, files: merged, bytesWritten }) => say(`Merged ${merged} files into ${short(name)}, ${megabytes(bytesWritten)}.`),
    })
    let deleted = 0
    const swept = await sweepRemote(objects, nodePlatform, {
      graceMs, guard, progress: () => (++deleted % 100 === 0 ? say(`Deleted ${deleted} files that were replaced.`) : undefined),
    })
    for (const { message } of damaged) out.error(`warning: ${message}`)
    if (merges.length === 0) say('Nothing to merge.')
    say(`The remote has ${left} files; ${swept.deleted} were deleted, ${swept.waiting} wait for their grace time to end.`)
    return 0

    async function openRemote(nameOrUrl = 'origin'): Promise<{ objects: ObjectStore; holder: string | undefined }> {
      const host = await workspace.host()
      if (!workspace.isDatabase) {
        if (!nameOrUrl.includes(':')) throw new CommandError(`error: unknown remote: '${nameOrUrl}'`)
        return { objects: await host.remotes.objects(nameOrUrl), holder: undefined }
      }
      const database = await workspace.database()
      const known = database.state.remotes().find(({ name }) => name === nameOrUrl)
      if (known === undefined && !nameOrUrl.includes(':')) throw new CommandError(`error: unknown remote: '${nameOrUrl}'`)
      const { LeaseFiles } = await import('../../master/lease-files.ts')
      const { join } = await import('node:path')
      return {
        objects: await host.remotes.objects(known?.url ?? nameOrUrl),
        holder: new LeaseFiles(join(database.directory, '.dolt', 'oxbow')).holder,
      }
    }
  },
}

/** The lease governs compaction. @throws CommandError where it is another server's. */
async function requireNoOther(objects: ObjectStore, own: string | undefined): Promise<void> {
  const { readLease } = await import('../../replication/lease.ts')
  const holder = (await readLease(objects)).lease?.holder ?? null
  if (holder !== null && holder !== own) {
    throw new CommandError(`error: the server ${holder} pushes to ${objects.url} and compacts it; run this in its directory, or set dolt_replication_compact_files there`)
  }
}

function durationOf(text: string | undefined): number {
  if (text === undefined) return HOUR_MS
  const parts = /^(\d{1,9})([smhd])$/.exec(text)
  if (parts === null) throw new UsageError(`error: "${text}" is not a valid time: write 90s, 10m, 1h or 2d.`)
  return Number(parts[1]) * UNITS[parts[2] as keyof typeof UNITS]
}

function short(name: Hash): string {
  return name.slice(0, 8)
}
