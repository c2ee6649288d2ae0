import type { DataDirectory } from '../master/data-directory.ts'
import { MasterHost } from '../master/master-host.ts'
import type { LogFields, LogLevel } from '../server/log.ts'
import type { Output } from './output/output.ts'

/** A command's own host: what a server would log goes to stderr. */
export function openMaster(data: DataDirectory, out: Output): MasterHost {
  return new MasterHost({
    data,
    log: (level: LogLevel, event: string, fields: LogFields = {}) => {
      if (level !== 'info') out.error(typeof fields.message === 'string' ? fields.message : event)
    },
  })
}
