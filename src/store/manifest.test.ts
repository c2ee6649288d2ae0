import { describe, expect, it } from 'vitest'
import { FIXTURES, remoteManifest } from '../../test/support/remote-files.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { nodePlatform } from '../master/platform.ts'
import { EMPTY_HASH } from './hash.ts'
import { formatManifest, manifestLock, parseManifest } from './manifest.ts'

// Written by dolt 2.3.1: init, a table of two rows, a commit and a tag, pushed to a directory.
const LOCK = 'gkqvfahdhd4cgt4rfov4b78n4f1dm6pu'
const ROOT = 'llamdmnhafea9kkpo644ed8opn35b8mi'
const SPECS = [
  '5jr629nusv07qtrtb65fe3g7406bntva:2', '726a5kjqkqu668l95aechk8ls3vqmotp:1',
  '797mp5704a60bf3nabsigtbihuaa8n44:2', 'h6b2jfigv7iad78pfnso1qcd9neakf5h:7',
].join(':')
const WRITTEN_BY_DOLT = `5:__DOLT__:${LOCK}:${ROOT}:${EMPTY_HASH}:${SPECS}`

const hash = (c: string): string => c.repeat(32)

describe('manifest', () => {
  it('reads and writes what Dolt wrote, and finds its lock', () => {
    const manifest = parseManifest(WRITTEN_BY_DOLT)
    expect(manifest).toEqual({
      version: 5, format: '__DOLT__', lock: LOCK, root: ROOT, gcGeneration: EMPTY_HASH,
      specs: [
        { name: '5jr629nusv07qtrtb65fe3g7406bntva', count: 2 },
        { name: '726a5kjqkqu668l95aechk8ls3vqmotp', count: 1 },
        { name: '797mp5704a60bf3nabsigtbihuaa8n44', count: 2 },
        { name: 'h6b2jfigv7iad78pfnso1qcd9neakf5h', count: 7 },
      ],
    })
    expect(formatManifest(manifest)).toBe(WRITTEN_BY_DOLT)
    expect(manifestLock(nodePlatform, manifest)).toBe(LOCK)
    expect(parseManifest(new TextEncoder().encode(WRITTEN_BY_DOLT))).toEqual(manifest)
  })

  it('reads version 4, which has no generation', () => {
    const manifest = parseManifest(`4:__DOLT__:${LOCK}:${ROOT}:${SPECS}`)
    expect(manifest).toEqual({ ...parseManifest(WRITTEN_BY_DOLT), version: 4 })
    expect(formatManifest(manifest)).toBe(WRITTEN_BY_DOLT)
    expect(parseManifest(`4:__DOLT__:${LOCK}:${ROOT}`).specs).toEqual([])
  })

  it('may have files and no root, or no files', () => {
    const rootless = `5:__DOLT__:${LOCK}:${EMPTY_HASH}:${EMPTY_HASH}`
    expect(parseManifest(`${rootless}:${hash('1')}:4294967295`).specs).toEqual([{ name: hash('1'), count: 4294967295 }])
    expect(parseManifest(rootless).specs).toEqual([])
  })

  it('gives a lock of its own to each nonce', () => {
    const manifest = parseManifest(WRITTEN_BY_DOLT)
    const nonces = [undefined, Uint8Array.of(), Uint8Array.of(1), Uint8Array.of(1, 0)]
    const locks = nonces.map((nonce) => manifestLock(nodePlatform, manifest, nonce))
    expect(new Set(locks).size).toBe(4)
  })

  const head = `5:__DOLT__:${hash('1')}:${hash('2')}:${hash('3')}`
  it.each([
    ['', 'MANIFEST_CORRUPT'],
    ['5', 'MANIFEST_CORRUPT'],
    ['hello', 'MANIFEST_CORRUPT'],
    ['<html>:', 'MANIFEST_CORRUPT'],
    ['\ufeff5:__DOLT__', 'MANIFEST_CORRUPT'],
    ['123456789:__DOLT__', 'MANIFEST_CORRUPT'],
    ['6:__DOLT__:a:b', 'MANIFEST_VERSION'],
    ['3:__DOLT__:a:b', 'MANIFEST_VERSION'],
    ['5:__LD_1__:a:b', 'MANIFEST_FORMAT'],
    [`5:__DOLT__:${hash('1')}:${hash('2')}`, 'MANIFEST_CORRUPT'],
    [`5:__DOLT__:${EMPTY_HASH}:${hash('2')}:${hash('3')}`, 'MANIFEST_CORRUPT'],
    [`5:__DOLT__:${hash('A')}:${hash('2')}:${hash('3')}`, 'MANIFEST_CORRUPT'],
    [`5:__DOLT__:${hash('1')}:${hash('2')}x:${hash('3')}`, 'MANIFEST_CORRUPT'],
    [`${head}:${hash('4')}`, 'MANIFEST_CORRUPT'],
    [`${head}:${hash('4')}.darc:1`, 'MANIFEST_CORRUPT'],
    [`${head}:${hash('4')}:2\n`, 'MANIFEST_CORRUPT'],
    [`${head}:${hash('4')}:-2`, 'MANIFEST_CORRUPT'],
    [`${head}:${hash('4')}:0x2`, 'MANIFEST_CORRUPT'],
    [`${head}:${hash('4')}:`, 'MANIFEST_CORRUPT'],
    [`${head}:${hash('4')}:4294967296`, 'MANIFEST_CORRUPT'],
    [`${head}:${hash('4')}:1:${hash('4')}:1`, 'MANIFEST_CORRUPT'],
  ])('refuses %j', (text, code) => {
    expect(() => parseManifest(text)).toThrow(expect.objectContaining({ code }))
  })
})

describeWithShared('manifests that Dolt wrote', () => {
  it.each(FIXTURES)('%s: comes back to the byte, and its lock is found', (fixture) => {
    const bytes = remoteManifest(fixture)
    const manifest = parseManifest(bytes)
    expect(new TextEncoder().encode(formatManifest(manifest))).toEqual(bytes)
    expect(manifestLock(nodePlatform, manifest)).toBe(manifest.lock)
  })
})
