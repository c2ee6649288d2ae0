import { OxbowError } from '../error.ts'

/**
 * The exports of @bokuweb/zstd-wasm 0.0.27's wasm file that are needed here. Their names are minified, so the
 * version is pinned and the tests decode frames that real Dolt wrote.
 */
interface ZstdExports {
  readonly memory: WebAssembly.Memory
  isError(code: number): number
  createContext(): number
  /** -1: not in the frame's header, -2: not a frame. */
  contentSize(frame: number, length: number): number
  decompressUsingDictionary(
    context: number, out: number, outLength: number, frame: number, length: number, dictionary: number, dictionaryLength: number,
  ): number
  malloc(length: number): number
  free(pointer: number): void
}

/** Frames without a content size are given this much room at first, in bytes. */
const FIRST_GUESS = 64 * 1024

/**
 * Synchronous zstd decompression in wasm, with dictionaries, for where `node:zlib` lacks them: workerd's silently
 * ignores a dictionary.
 */
export class ZstdDecompressor {
  private readonly module: WebAssembly.Module
  private zstd: ZstdExports
  private context: number
  private readonly input: Scratch
  private readonly output: Scratch
  private readonly dictionary: Scratch
  /** The dictionary whose bytes are in the wasm's memory. Chunks of one archive share one, so it is seldom copied. */
  private loaded: Uint8Array | undefined

  constructor(module: WebAssembly.Module) {
    this.module = module
    this.input = new Scratch()
    this.output = new Scratch()
    this.dictionary = new Scratch()
    this.zstd = instantiate(module)
    this.context = this.zstd.createContext()
  }

  /** See `Platform.zstdDecompress`. */
  decompress(frame: Uint8Array, dictionary: Uint8Array | undefined, maxLength: number): Uint8Array {
    try {
      return this.decode(frame, dictionary, maxLength)
    } catch (e) {
      if (e instanceof OxbowError) throw e
      // The wasm trapped: its memory may be damaged, so the next frame gets a new one.
      this.reset()
      throw corrupt('the decoder gave up', e)
    }
  }

  private decode(frame: Uint8Array, dictionary: Uint8Array | undefined, maxLength: number): Uint8Array {
    const { zstd } = this
    const input = this.input.reserve(zstd, frame.length)
    new Uint8Array(zstd.memory.buffer).set(frame, input)
    const dictionaryAt = this.loadDictionary(dictionary)
    const stated = zstd.contentSize(input, frame.length)
    if (stated === -2) throw corrupt('not a zstd frame')
    if (stated > maxLength) throw corrupt(`${stated} bytes long, where at most ${maxLength} are allowed`)
    let room = stated < 0 ? Math.min(FIRST_GUESS, maxLength) : stated
    for (;;) {
      const output = this.output.reserve(zstd, room)
      const size = zstd.decompressUsingDictionary(
        this.context, output, room, input, frame.length, dictionaryAt, dictionary?.length ?? 0,
      )
      if (!zstd.isError(size)) return new Uint8Array(zstd.memory.buffer).slice(output, output + size)
      if (size !== DESTINATION_TOO_SMALL || stated >= 0) throw corrupt(`zstd error ${-size}`)
      if (room === maxLength) throw corrupt(`longer than the ${maxLength} bytes allowed`)
      room = Math.min(room * 4, maxLength)
    }
  }

  private loadDictionary(dictionary: Uint8Array | undefined): number {
    if (dictionary === undefined) return 0
    const at = this.dictionary.reserve(this.zstd, dictionary.length)
    if (this.loaded !== dictionary) {
      new Uint8Array(this.zstd.memory.buffer).set(dictionary, at)
      this.loaded = dictionary
    }
    return at
  }

  private reset(): void {
    this.zstd = instantiate(this.module)
    this.context = this.zstd.createContext()
    this.loaded = undefined
    for (const scratch of [this.input, this.output, this.dictionary]) scratch.forget()
  }
}

/** zstd's ZSTD_error_dstSize_tooSmall, as the functions return it. */
const DESTINATION_TOO_SMALL = -70

/** A piece of the wasm's memory that grows with what was asked of it. */
class Scratch {
  private pointer = 0
  private capacity = 0

  reserve(zstd: ZstdExports, length: number): number {
    if (length > this.capacity || this.pointer === 0) {
      if (this.pointer !== 0) zstd.free(this.pointer)
      this.capacity = Math.max(length, 8192)
      this.pointer = zstd.malloc(this.capacity)
      if (this.pointer === 0) {
        this.capacity = 0
        throw new OxbowError('OUT_OF_MEMORY', `no memory for ${length} bytes of a zstd frame`)
      }
    }
    return this.pointer
  }

  forget(): void {
    this.pointer = 0
    this.capacity = 0
  }
}

function corrupt(why: string, cause?: unknown): OxbowError {
  return new OxbowError('ZSTD_CORRUPT', `damaged zstd frame: ${why}`, { cause })
}

type WasmFunction = (...args: number[]) => number

function instantiate(module: WebAssembly.Module): ZstdExports {
  const PAGE = 65536
  const MAX_BYTES = 96 * 1024 * 1024
  const instance = new WebAssembly.Instance(module, {
    a: {
      a: trap,
      b: () => undefined,
      c: trap,
      d: () => 0,
      e: (wanted: number) => {
        const missing = (wanted >>> 0) - memory.buffer.byteLength
        if ((wanted >>> 0) > MAX_BYTES) return 0
        return memory.grow(Math.ceil(missing / PAGE)) < 0 ? 0 : 1
      },
    },
  })
  const { exports } = instance
  const memory = exports.f as WebAssembly.Memory
  const call = (name: string) => exports[name] as WasmFunction
  call('g')()
  return {
    memory,
    isError: call('h'),
    createContext: call('n'),
    contentSize: call('p'),
    decompressUsingDictionary: call('q'),
    malloc: call('s'),
    free: call('t'),
  }
}

function trap(): never {
  throw new Error('zstd aborted')
}
