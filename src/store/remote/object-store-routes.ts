import { isOxbowError } from '../../error.ts'
import { parseRangeHeader } from './byte-range.ts'
import type { ObjectStore } from './object-store.ts'
import { escapeXml } from './xml.ts'

export interface ObjectRoutesOptions {
  /** Whether objects may be written and removed. */
  readonly writable: boolean
  /** Largest object taken, in bytes; 512 MiB by default. */
  readonly maxBytes?: number
}

const MAX_BYTES = 512 * 1024 * 1024

/**
 * Serves an object store over HTTP, in the dialect of S3 as far as `HttpObjectStore` speaks it. Who may come in is for
 * the caller to decide.
 * @param key of the object, without a slash before it; '' for the listing.
 */
export async function serveObjects(objects: ObjectStore, request: Request, key: string, options: ObjectRoutesOptions): Promise<Response> {
  try {
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return key === '' ? await list(objects, new URL(request.url)) : await read(objects, request, key)
      case 'PUT':
        if (!options.writable) return failure(403, 'AccessDenied', 'this remote is only read')
        return await write(objects, request, key, options.maxBytes ?? MAX_BYTES)
      case 'DELETE':
        if (!options.writable) return failure(403, 'AccessDenied', 'this remote is only read')
        await objects.delete(key)
        return new Response(null, { status: 204 })
    }
    return failure(405, 'MethodNotAllowed', 'objects are read with GET and HEAD, written with PUT, removed with DELETE')
  } catch (e) {
    if (!isOxbowError(e)) throw e
    if (e.code === 'BAD_OBJECT_KEY') return failure(400, 'InvalidRequest', e.message)
    if (e.code === 'REMOTE_FORBIDDEN') return failure(403, 'AccessDenied', e.message)
    return failure(503, 'ServiceUnavailable', e.message)
  }
}

async function read(objects: ObjectStore, request: Request, key: string): Promise<Response> {
  const range = parseRangeHeader(request.headers.get('range'))
  const ifNoneMatch = request.headers.get('if-none-match')
  // HEAD asks for the size only.
  const asked = request.method === 'HEAD' ? { suffix: 1 } : range
  const found = await objects.get(key, {
    ...(asked === undefined ? {} : { range: asked }),
    ...(ifNoneMatch === null ? {} : { ifNoneMatch }),
  })
  if (found === null) return failure(404, 'NoSuchKey', 'there is no such object')
  if (found.notModified === true) return new Response(null, { status: 304, headers: { etag: found.etag } })
  const { body, etag, size } = found
  const headers = { etag, 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream', 'cache-control': 'no-transform' }
  if (request.method === 'HEAD') return new Response(null, { headers: { ...headers, 'content-length': String(size) } })
  if (range === undefined) return new Response(body as Uint8Array<ArrayBuffer>, { headers })
  if (body.length === 0) {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  }
  const from = 'suffix' in range ? size - body.length : range.offset
  return new Response(body as Uint8Array<ArrayBuffer>, {
    status: 206, headers: { ...headers, 'content-range': `bytes ${from}-${from + body.length - 1}/${size}` },
  })
}

async function write(objects: ObjectStore, request: Request, key: string, maxBytes: number): Promise<Response> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return refusedSize(maxBytes)
  const ifMatch = request.headers.get('if-match')
  const ifNoneMatch = request.headers.get('if-none-match')
  if (ifNoneMatch !== null && ifNoneMatch !== '*') return failure(501, 'NotImplemented', 'If-None-Match can only be * here')
  const body = new Uint8Array(await request.arrayBuffer())
  // A body that came in pieces did not say its length before.
  if (body.length > maxBytes) return refusedSize(maxBytes)
  const done = await objects.put(key, body, {
    ...(ifMatch === null ? {} : { ifMatch }),
    ...(ifNoneMatch === null ? {} : { ifAbsent: true }),
  })
  if (done === null) return failure(412, 'PreconditionFailed', 'the object is not what the request expects')
  return new Response(null, { headers: { etag: done.etag } })
}

async function list(objects: ObjectStore, url: URL): Promise<Response> {
  if (url.searchParams.get('list-type') !== '2') return failure(400, 'InvalidRequest', 'a listing is asked for with list-type=2')
  const entries: string[] = []
  for await (const { key, size, lastModified } of objects.list(url.searchParams.get('prefix') ?? '')) {
    const time = lastModified === undefined ? '' : `<LastModified>${lastModified.toISOString()}</LastModified>`
    entries.push(`<Contents><Key>${escapeXml(key)}</Key>${time}<Size>${size}</Size></Contents>`)
  }
  return xml(200, `<ListBucketResult><IsTruncated>false</IsTruncated>${entries.join('')}</ListBucketResult>`)
}

function refusedSize(maxBytes: number): Response {
  return failure(413, 'EntityTooLarge', `an object may have ${maxBytes} bytes`)
}

function failure(status: number, code: string, message: string): Response {
  return xml(status, `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`)
}

function xml(status: number, content: string): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${content}`, { status, headers: { 'content-type': 'application/xml' } })
}
