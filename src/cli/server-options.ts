import type { Gate } from '../server/gate.ts'
import type { ServerLimits } from '../master/server.ts'
import type { OptionSpec, ParsedArguments } from './arguments.ts'

const MEBIBYTE = 1024 * 1024

/** Options of all commands that answer SQL over HTTP: who is let in, and what a statement may take. */
export const SERVER_OPTIONS: readonly OptionSpec[] = [
  { long: 'token-key-file', value: 'file', help: 'Holds the keys that access tokens are signed with. Defaults to the environment\'s OXBOW_TOKEN_KEY; without a key only this machine is answered.' },
  { long: 'public', help: 'Answers everyone who reaches the port, without tokens. By default a server without a token key listens on this machine only.' },
  { long: 'timeout', value: 'seconds', help: 'How long a statement may take; 0 for any time. Defaults to 300.' },
  { long: 'max-rows', value: 'rows', help: 'Rows of an answer at most. Defaults to 1000000.' },
  { long: 'max-result', value: 'MiB', help: 'Size of an answer at most. Defaults to 256.' },
  { long: 'max-body', value: 'MiB', help: 'Size of a request at most. Defaults to 64.' },
  { long: 'max-rows-examined', value: 'rows', help: 'Rows, and pairs of rows, that a statement may look at. Defaults to any number.' },
]

/** What these options say for a server at an address. @throws UsageError, OxbowError `NOT_CONFIGURED`. */
export async function serverOptions(args: ParsedArguments, address: string): Promise<{ readonly gate: Gate; readonly limits: ServerLimits }> {
  const { gateFor, tokenKeys } = await import('../master/gate.ts')
  const { DEFAULT_LIMITS } = await import('../master/server.ts')
  const seconds = args.count('timeout')
  const mebibytes = (name: string): number | undefined => {
    const count = args.count(name)
    return count === undefined ? undefined : count * MEBIBYTE
  }
  return {
    gate: gateFor({ address, keys: tokenKeys(args.value('token-key-file')), isPublic: args.flag('public') }),
    limits: {
      maxMilliseconds: seconds === 0 ? undefined : seconds === undefined ? DEFAULT_LIMITS.maxMilliseconds : seconds * 1000,
      maxRows: args.count('max-rows') ?? DEFAULT_LIMITS.maxRows,
      maxBytes: mebibytes('max-result') ?? DEFAULT_LIMITS.maxBytes,
      maxBodyBytes: mebibytes('max-body') ?? DEFAULT_LIMITS.maxBodyBytes,
      maxRowsExamined: args.count('max-rows-examined'),
    },
  }
}
