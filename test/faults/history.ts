/** A row that a client writes: its name and a number that grows. */
export type Row = `${string}:${number}`

/** What a client learned of its write. */
export type WriteOutcome =
  /** Acknowledged. */
  | 'ok'
  /** Refused: certainly not done. */
  | 'refused'
  /** The answer was an error or got lost that leaves it open. */
  | 'unknown'

/** One write, in milliseconds of one clock. */
export interface Write {
  readonly row: Row
  readonly start: number
  readonly end: number
  readonly outcome: WriteOutcome
}

/** One read that was answered. */
export interface Read {
  readonly start: number
  readonly end: number
  /** The commit that the answer names. */
  readonly commit: string
  readonly rows: ReadonlySet<Row>
  /** Whether the read had to see all that was acknowledged before it began. */
  readonly strong: boolean
}

/** What happened, as the clients saw it. */
export interface History {
  readonly writes: readonly Write[]
  readonly reads: readonly Read[]
}

/** What is there when all is over. */
export interface Outcome {
  /** Rows at the head that counts. */
  readonly rows: ReadonlySet<Row>
  /** Rows as of a commit; undefined for one that isn't in the remote. */
  at(commit: string): Promise<ReadonlySet<Row> | undefined>
}

export interface CheckOptions {
  /** Whether an acknowledged write need not be at the remote yet (`ack=local`): a strong read of a replica needn't show it then. */
  readonly replicatesLater?: boolean
  /** Whether an acknowledged write may be missing (`ack=local`, after the loss of a master): it is reported then, not wrong. */
  readonly mayLoseTail?: boolean
}

export interface CheckResult {
  /** What must not be; empty when all is right. */
  readonly problems: readonly string[]
  /** Acknowledged, and not there. */
  readonly lost: readonly Row[]
  /** Not acknowledged, and there: their answer got lost. */
  readonly unacknowledged: readonly Row[]
}

/** At most so many problems of one kind are told. */
const TOLD = 5

/**
 * Checks a history against what is left:
 *
 * - an acknowledged write is there (or named, where the promise allows the loss);
 * - a refused write is not there, nor one that nobody made;
 * - what a read saw is exactly what its commit holds: no state that no commit had;
 * - a strong read saw every write that was acknowledged before it began, where an acknowledgement means that it was replicated.
 */
export async function checkHistory(history: History, outcome: Outcome, { mayLoseTail = false, replicatesLater = mayLoseTail }: CheckOptions = {}): Promise<CheckResult> {
  const problems: string[] = []
  const tell = (found: readonly string[]) => {
    problems.push(...found.slice(0, TOLD))
    if (found.length > TOLD) problems.push(`… and ${found.length - TOLD} more like it`)
  }
  const made = new Map(history.writes.map((write) => [write.row, write]))
  const lost = history.writes.filter(({ row, outcome: said }) => said === 'ok' && !outcome.rows.has(row)).map(({ row }) => row)
  if (!mayLoseTail) tell(lost.map((row) => `${row} was acknowledged and is lost`))
  tell([...outcome.rows].filter((row) => made.get(row)?.outcome === 'refused').map((row) => `${row} was refused and is there`))
  tell([...outcome.rows].filter((row) => !made.has(row)).map((row) => `${row} is there, and nobody wrote it`))
  tell(await wrongReads(history, outcome))
  if (!replicatesLater) tell(staleReads(history))
  const unacknowledged = history.writes.filter(({ row, outcome: said }) => said === 'unknown' && outcome.rows.has(row)).map(({ row }) => row)
  return { problems, lost, unacknowledged }
}

async function wrongReads({ reads }: History, outcome: Outcome): Promise<string[]> {
  const wrong: string[] = []
  const states = new Map<string, ReadonlySet<Row> | undefined>()
  for (const { commit, rows } of reads) {
    if (!states.has(commit)) states.set(commit, await outcome.at(commit))
    const state = states.get(commit)
    if (state === undefined) wrong.push(`a read saw commit ${commit}, which is nowhere`)
    else if (state.size !== rows.size || [...rows].some((row) => !state.has(row))) {
      wrong.push(`a read of commit ${commit} saw ${rows.size} rows that are not its ${state.size}`)
    }
  }
  return wrong
}

function staleReads({ writes, reads }: History): string[] {
  const acknowledged = writes.filter(({ outcome }) => outcome === 'ok').toSorted((a, b) => a.end - b.end)
  const stale: string[] = []
  for (const read of reads) {
    if (!read.strong) continue
    for (const { row, end } of acknowledged) {
      if (end >= read.start) break
      if (!read.rows.has(row)) stale.push(`a strong read that began ${Math.round(read.start - end)} ms after ${row} was acknowledged did not see it`)
    }
  }
  return stale
}
