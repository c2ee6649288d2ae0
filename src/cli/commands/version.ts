import type { Command } from '../command.ts'
import { DOLT_VERSION, OXBOW_VERSION } from '../../master/version.ts'

export const version: Command = {
  command: 'version',
  summary: 'Displays the version of oxbow, and of the Dolt that it is like',
  synopsis: ['[--verbose]'],
  description: ['Prints the version of Dolt whose formats and behaviour this is, then oxbow\'s own.'],
  options: [{ long: 'verbose', short: 'v', help: 'Prints the storage format, too. By default versions only.' }],
  maxPositional: 0,
  async run({ args, out }) {
    out.line(`dolt version ${DOLT_VERSION}`)
    out.line(`oxbow version ${OXBOW_VERSION}`)
    if (args.flag('verbose')) out.line('database storage format: NEW ( __DOLT__ )')
    return 0
  },
}
