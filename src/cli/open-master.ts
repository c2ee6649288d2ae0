import type { DataDirectory } from '../master/data-directory.ts'
import type { TransferProgress } from '../doltdb/copy-chunks.ts'
import { MasterHost } from '../master/master-host.ts'
import type { LogFields, LogLevel } from '../server/log.ts'
import type { Output } from './output/output.ts'

/** A command's own host: what a server would log goes to stderr, in the form of Dolt's. @param onTransfer told of chunks as they are copied */
export function openMaster(data: DataDirectory, out: Output, onTransfer: TransferProgress): MasterHost {
  return new MasterHost({
    data, onTransfer,
    log: (level: LogLevel, event: string, fields: LogFields = {}) => {
      if (level === 'warn' || level === 'error') {
        const text = typeof fields.message === 'string' ? fields.message : event
        out.error(`time="${new Date().toISOString().slice(0, 19)}Z" level=${level === 'warn' ? 'warning' : level} msg=${JSON.stringify(text)}`)
      }
    },
  })
}
