/**
 * A bucket, or what acts as one. Keys are relative (`manifest`, `<name>.darc`); the store adds its own prefix.
 * ETags are opaque and kept verbatim, quotes included.
 */
export interface ObjectStore {
  /** What a user may read in messages and status: never holds credentials. */
  readonly url: string
  /**
   * Reads an object or a part of it.
   * @returns null when there is no such object; `notModified` when `ifNoneMatch` still matches.
   * @throws OxbowError `REMOTE_UNREACHABLE`, `REMOTE_FORBIDDEN`, `REMOTE_ERROR`.
   */
  get(key: string, options?: GetOptions): Promise<GetResult | null>
  /**
   * Writes a whole object, durably and atomically: readers see the old or the new one.
   * @returns the new ETag, or null when the condition did not hold (someone else was first).
   */
  put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ etag: string } | null>
  /** The keys below a prefix, with sizes in bytes. */
  list(prefix?: string): AsyncIterable<{ key: string; size: number; lastModified?: Date }>
  /** Removes an object; no error when it is absent. */
  delete(key: string): Promise<void>
}

/** A part of an object, in bytes: `length` bytes from `offset`, or the last `suffix` bytes. */
export type ByteRange = { offset: number; length: number } | { suffix: number }

export interface GetOptions {
  range?: ByteRange
  /** Answer `notModified` when the object's ETag is this one. */
  ifNoneMatch?: string
  signal?: AbortSignal
}

export type GetResult =
  | { notModified: true; etag: string }
  | {
      notModified?: false
      /** The bytes asked for: shorter than the range where the object ends earlier. */
      body: Uint8Array
      etag: string
      /** The whole object's size in bytes. */
      size: number
    }

export interface PutOptions {
  /** Only when the object's ETag is this one. */
  ifMatch?: string
  /** Only when there is no such object. */
  ifAbsent?: boolean
}
