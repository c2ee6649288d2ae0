import { isValidNewRefName, tagRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { writeTag } from '../../doltdb/tag.ts'
import { flag, option, parseArguments } from '../arguments.ts'
import { doltError, refuseReadOnly } from '../errors.ts'
import { identityFor, parseAuthor } from './commit.ts'
import { success, type Procedure } from './context.ts'

const OPTIONS = [option('message', 'm'), flag('delete', 'd'), flag('verbose', 'v'), option('author')]

/** dolt_tag('name'[, 'ref'], '-m', 'message'), dolt_tag('-d', 'name', …). */
export const doltTag: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  refuseReadOnly(cx.database)
  const revision = await cx.revision()
  const names = parsed.positional
  if (names.length === 0) throw doltError("error: invalid argument, use 'dolt_tags' system table to list tags")
  if (parsed.has('delete')) {
    if (parsed.has('message')) throw doltError('delete and tag message options are incompatible')
    for (const name of names) {
      const target = revision.refs.get(tagRef(name))
      if (target === undefined) throw doltError('tag not found')
      await cx.updateRefs([{ ref: tagRef(name), to: null, expect: target }])
    }
    return success()
  }
  const [name, ref = 'HEAD'] = names
  if (names.length > 2) throw doltError('create tag takes at most two args')
  if (!isValidNewRefName(name)) throw doltError('not a valid user tag name')
  if (revision.refs.has(tagRef(name))) throw doltError('already exists')
  const { db } = cx.database
  const commit = await cx.run(resolveCommit(db, revision.refs, ref, revision.head.hash))
  const author = parsed.value('author')
  const now = db.platform.now()
  const hash = writeTag(db, {
    commit: commit.hash, ...(author === undefined ? identityFor(cx, 'committer') : parseAuthor(author)),
    description: parsed.value('message') ?? '', timestampMillis: now, userTimestampMillis: now,
  })
  await cx.updateRefs([{ ref: tagRef(name), to: hash, expect: null }])
  return success()
}
