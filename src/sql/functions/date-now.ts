import type { ExecContext } from '../exec/context.ts'
import { dateOfDatetime, microsOfDay } from '../types/calendar.ts'
import { DATE, TIME, datetimeType } from '../types/types.ts'
import { aliases, scalar, wrongArguments } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'

/** The current moment. Within one statement it stands still (SYSDATE excepted). */

/** The current moment in the session's time zone, microseconds. */
function localNow(cx: ExecContext): number {
  return cx.statementTime + cx.session.timeZoneOffset(cx.statementTime)
}

function fspArgument(args: readonly Argument[], name: string): number {
  if (args.length === 0) return 0
  const fsp = args[0].constant
  if (typeof fsp !== 'number' || fsp < 0 || fsp > 6) return wrongArguments(name)
  return fsp
}

/** Cuts a moment to its digits (NOW() never rounds up into the future). */
function truncated(micros: number, fsp: number): number {
  return micros - (micros % 10 ** (6 - fsp))
}

function bindNow(moment: (cx: ExecContext) => number): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const fsp = fspArgument(args, 'now')
    return { type: datetimeType(fsp), nullable: false, compile: () => (cx) => truncated(moment(cx), fsp) }
  }
}

function bindToday(moment: (cx: ExecContext) => number): () => BoundFunction {
  return () => ({ type: DATE, nullable: false, compile: () => (cx) => dateOfDatetime(moment(cx)) })
}

function bindTimeNow(moment: (cx: ExecContext) => number): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    const fsp = fspArgument(args, 'curtime')
    return { type: TIME, nullable: false, compile: () => (cx) => microsOfDay(truncated(moment(cx), fsp)) }
  }
}

const utcNow = (cx: ExecContext): number => cx.statementTime
const sysNow = (cx: ExecContext): number => {
  const utc = cx.session.platform.now() * 1000
  return utc + cx.session.timeZoneOffset(utc)
}

export const NOW_FUNCTIONS: readonly ScalarFunction[] = [
  ...aliases(scalar('now', 0, 1, bindNow(localNow), 'volatile'), 'current_timestamp', 'localtime', 'localtimestamp'),
  scalar('sysdate', 0, 1, bindNow(sysNow), 'volatile'),
  scalar('utc_timestamp', 0, 1, bindNow(utcNow), 'volatile'),
  ...aliases(scalar('curdate', 0, 0, bindToday(localNow), 'volatile'), 'current_date'),
  scalar('utc_date', 0, 0, bindToday(utcNow), 'volatile'),
  ...aliases(scalar('curtime', 0, 1, bindTimeNow(localNow), 'volatile'), 'current_time'),
  scalar('utc_time', 0, 1, bindTimeNow(utcNow), 'volatile'),
]
