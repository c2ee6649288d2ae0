import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { BIGINT } from '../../sql/types/types.ts'
import { option, parseArguments } from '../arguments.ts'
import { nullable } from '../column.ts'
import { doltError } from '../errors.ts'
import { countCommits } from '../table-functions/branch-status.ts'
import { result, type Procedure } from './context.ts'

const OPTIONS = [option('from', 'f'), option('to', 't')]
const COUNTS = [nullable('ahead', BIGINT), nullable('behind', BIGINT)]

/** dolt_count_commits('--from', 'ref', '--to', 'ref'): how many commits the one ref has that the other lacks, and the other way round. */
export const doltCountCommits: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  const revision = await cx.revision()
  const commits = []
  for (const name of ['from', 'to']) {
    const ref = parsed.value(name)
    if (ref === undefined) throw doltError(`missing ${name} ref`)
    if (ref === '') throw doltError(`empty ${name} ref`)
    commits.push(await cx.run(resolveCommit(cx.database.db, revision.refs, ref, revision.head.hash)))
  }
  const [from, to] = commits
  return result(COUNTS, await cx.run(countCommits(revision, from.hash, to.hash)), await cx.run(countCommits(revision, to.hash, from.hash)))
}
