import type * as Files from 'node:fs'
import { dirname, relative } from 'node:path'

/** A file's bytes: as programs see them, and as they would be found after a loss of power. */
interface Inode {
  present: Buffer
  durable: Buffer
  /** Where the last write that isn't durable began. */
  lastWrite: number
}

/**
 * What is left of what wasn't made durable: nothing, the names alone, or all but a piece of the last write, where the power failed;
 * everything, where the process was killed.
 */
export const LOSSES = ['nothing', 'names', 'torn', 'everything'] as const
export type Loss = (typeof LOSSES)[number]

/**
 * Follows what a program does to the files below a directory, through the `node:fs` that it is given, and makes the directory anew
 * as a loss of power would leave it: only what was fsynced is sure to be there, names included.
 */
export class RecordedFiles {
  readonly fs: typeof Files
  /** Told after each change. */
  onChange: () => void = () => {}
  #root: string | undefined
  #names = new Map<string, Inode>()
  #durableNames = new Map<string, Inode>()
  readonly #open = new Map<number, { readonly path: string; readonly inode: Inode | undefined; position: number }>()

  constructor(real: typeof Files) {
    this.fs = this.#wrap(real)
  }

  /** Begins with an empty directory. */
  watch(root: string): void {
    this.#root = root
    this.#names = new Map()
    this.#durableNames = new Map()
  }

  /** The files as a loss at this moment would leave them, by path below the directory. */
  afterLoss(loss: Loss): ReadonlyMap<string, Buffer> {
    const names = loss === 'nothing' ? this.#durableNames : this.#names
    const bytesOf = (inode: Inode): Buffer => (loss === 'torn' ? torn(inode) : loss === 'everything' ? inode.present : inode.durable)
    return new Map([...names].map(([path, inode]) => [relative(this.#root!, path), bytesOf(inode)]))
  }

  #isWatched(path: unknown): path is string {
    return typeof path === 'string' && this.#root !== undefined && path.startsWith(this.#root)
  }

  #wrap(real: typeof Files): typeof Files {
    const openSync = ((path: string, flags: string | number, mode?: number) => {
      const existed = real.existsSync(path)
      const fd = real.openSync(path, flags, mode)
      if (this.#isWatched(path)) {
        const isDirectory = real.fstatSync(fd).isDirectory()
        if (!isDirectory && !existed) {
          this.#names.set(path, { present: Buffer.alloc(0), durable: Buffer.alloc(0), lastWrite: 0 })
          this.onChange()
        }
        this.#open.set(fd, { path, inode: isDirectory ? undefined : this.#names.get(path), position: 0 })
      }
      return fd
    }) as typeof real.openSync
    const write = (fd: number, bytes: Uint8Array, offset = 0, length = bytes.length - offset, position: number | null = null): number => {
      const written = real.writeSync(fd, bytes, offset, length, position)
      const file = this.#open.get(fd)
      if (file?.inode !== undefined) {
        const at = position ?? file.position
        const { inode } = file
        const present = Buffer.alloc(Math.max(inode.present.length, at + written))
        inode.present.copy(present)
        present.set(bytes.subarray(offset, offset + written), at)
        inode.present = present
        inode.lastWrite = at
        file.position = at + written
        this.onChange()
      }
      return written
    }
    const sync = (fd: number): void => {
      const file = this.#open.get(fd)
      if (file === undefined) return
      if (file.inode !== undefined) {
        file.inode.durable = file.inode.present
      } else {
        for (const path of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
          if (dirname(path) !== file.path) continue
          const inode = this.#names.get(path)
          if (inode === undefined) this.#durableNames.delete(path)
          else this.#durableNames.set(path, inode)
        }
      }
      this.onChange()
    }
    return {
      ...real,
      openSync,
      // Nobody writes texts to an open file.
      writeSync: write as typeof real.writeSync,
      closeSync: (fd) => {
        real.closeSync(fd)
        this.#open.delete(fd)
      },
      ftruncateSync: (fd, length = 0) => {
        real.ftruncateSync(fd, length)
        const inode = this.#open.get(fd)?.inode
        if (inode === undefined) return
        inode.present = Buffer.from(inode.present.subarray(0, length))
        this.onChange()
      },
      fsyncSync: (fd) => {
        real.fsyncSync(fd)
        sync(fd)
      },
      fdatasyncSync: (fd) => {
        real.fdatasyncSync(fd)
        sync(fd)
      },
      fsync: ((fd: number, done: (e: Error | null) => void) => real.fsync(fd, (e) => {
        sync(fd)
        done(e)
      })) as typeof real.fsync,
      renameSync: (from, to) => {
        real.renameSync(from, to)
        if (!this.#isWatched(from) || !this.#isWatched(to)) return
        const inode = this.#names.get(from)
        this.#names.delete(from)
        if (inode !== undefined) this.#names.set(to, inode)
        this.onChange()
      },
      rmSync: (path, options) => {
        real.rmSync(path, options)
        if (this.#isWatched(path) && this.#names.delete(path)) this.onChange()
      },
      unlinkSync: (path) => {
        real.unlinkSync(path)
        if (this.#isWatched(path) && this.#names.delete(path)) this.onChange()
      },
    }
  }
}

/** All that was written but half of the last write that isn't durable. */
function torn({ present, durable, lastWrite }: Inode): Buffer {
  if (present === durable) return durable
  return Buffer.from(present.subarray(0, lastWrite + ((present.length - lastWrite) >> 1)))
}
