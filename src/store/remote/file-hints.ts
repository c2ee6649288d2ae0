import type { Hash } from '../hash.ts'
import { RemoteFile } from './remote-file.ts'
import { SmallFileLocator } from './small-file-locator.ts'
import type { LargeFile, Starter } from './starter.ts'

/** What a starter says of files. */
export class FileHints {
  readonly locator: SmallFileLocator
  readonly large: Map<Hash, LargeFile>

  constructor({ small, large }: Starter) {
    this.locator = new SmallFileLocator(small)
    this.large = new Map(large.map((file) => [file.name, file]))
  }

  /** The record of a large file, as `RemoteFile.record` has it. */
  record(name: Hash): Uint8Array | undefined {
    const file = this.large.get(name)
    return file === undefined ? undefined : RemoteFile.recordOf(file.footer, file.size)
  }
}
