import { describe, expect, it } from 'vitest'
import { parseRemoteUrl, withoutCredentials } from './remote-url.ts'

const NO_CREDENTIALS = 's3 urls must not embed credentials: they would be stored in plaintext with the remote. ' +
  'Use the standard AWS credential chain instead'

describe('the URL of a remote', () => {
  it.each([
    ['file:///data/remote', { kind: 'file', path: '/data/remote' }],
    ['file:///data/my remote', { kind: 'file', path: '/data/my remote' }],
    ['file:///data/my%20remote', { kind: 'file', path: '/data/my remote' }],
    ['file://localhost/data', { kind: 'file', path: '/data' }],
    ['file://../beside', { kind: 'file', path: '../beside' }],
    ['s3://Bucket/a/b/', { kind: 's3', bucket: 'Bucket', prefix: 'a/b', endpoint: undefined, region: undefined, pathStyle: false }],
    ['s3://bucket', { kind: 's3', bucket: 'bucket', prefix: '', endpoint: undefined, region: undefined, pathStyle: false }],
    ['s3://b/x?endpoint=http://127.0.0.1:9000/&region=eu-1&path-style=true',
      { kind: 's3', bucket: 'b', prefix: 'x', endpoint: 'http://127.0.0.1:9000', region: 'eu-1', pathStyle: true }],
    ['s3://b/x//y/./z/../w', { kind: 's3', bucket: 'b', prefix: 'x/y/w', endpoint: undefined, region: undefined, pathStyle: false }],
    ['s3://b/x?path-style=0', { kind: 's3', bucket: 'b', prefix: 'x', endpoint: undefined, region: undefined, pathStyle: false }],
    ['oxbow+https://edge.example/remote/db/', { kind: 'http', baseUrl: 'https://edge.example/remote/db' }],
    ['oxbow+http://127.0.0.1:8787/remote/db', { kind: 'http', baseUrl: 'http://127.0.0.1:8787/remote/db' }],
    ['memory://tests', { kind: 'memory', name: 'tests' }],
  ])('%s is understood', (url, location) => {
    expect(parseRemoteUrl(url)).toEqual(location)
  })

  it.each([
    ['s3:///path', 's3 url must be of the form s3://bucket/path'],
    ['s3://key:secret@bucket/x', NO_CREDENTIALS],
    ['s3://b/x?endpoint=http://key:secret@h', NO_CREDENTIALS],
    ['s3://b/x?profile=me', 'unknown s3 url parameter "profile"; supported parameters are "endpoint", "region" and "path-style"'],
    ['s3://b/x?path-style=yes', 's3 url parameter "path-style" must be true or false, got "yes"'],
    ['s3://b/x?region=a&region=b', 's3 url parameter "region" needs exactly one non-empty value'],
    ['s3://b/x?region=', 's3 url parameter "region" needs exactly one non-empty value'],
    ['s3://b/x/../../other', 'the path "/x/../../other" of the s3 url leads out of the bucket'],
    ['oxbow+https://u:p@h/x', 'oxbow urls must not embed credentials: set OXBOW_REMOTE_TOKEN instead'],
    ['file://', 'file urls must be of the form file:///absolute/path'],
  ])('%s is refused in clear words', (url, message) => {
    expect(() => parseRemoteUrl(url)).toThrow(expect.objectContaining({ code: 'REMOTE_URL', message }) as Error)
  })

  it.each([
    'https://doltremoteapi.dolthub.com/a/b', 'gs://b/x', 'aws://[t:b]/db', 'git+ssh://h/x.git', 'ftp://h', 'org/repo',
  ])('says what to do instead of %s', (url) => {
    const error = { code: 'REMOTE_SCHEME', message: expect.stringContaining('s3://') as string }
    expect(() => parseRemoteUrl(url)).toThrow(expect.objectContaining(error) as Error)
  })
})

describe('a URL as it is shown', () => {
  it.each([
    ['s3://bucket/a/b?region=auto&endpoint=https://h.example&path-style=true', 's3://bucket/a/b?region=auto&endpoint=https://h.example&path-style=true'],
    ['file:///a@b/c', 'file:///a@b/c'],
    ['https://bob:hunter2@host/org/repo', 'https://host/org/repo'],
    ['https://hunter2@host/org/repo', 'https://host/org/repo'],
    ['https://bob:hun@ter2@host/org', 'https://host/org'],
    ['git+ssh://git@host/x.git', 'git+ssh://git@host/x.git'],
    ['git+ssh://git:hunter2@host/x.git', 'git+ssh://git@host/x.git'],
    ['https://host/x?token=hunter2', 'https://host/x'],
    ['https://host/x?sig=hunter2&region=a#hunter2', 'https://host/x?region=a'],
    ['s3://b/x?endpoint=http://key:hunter2@h:9000', 's3://b/x?endpoint=http://h:9000'],
    ['s3://b/x?endpoint=http%3A%2F%2Fkey%3Ahunter2%40h', 's3://b/x?endpoint=http%3A%2F%2Fh'],
    ['org/repo', 'org/repo'],
    ['what? a:b@c', 'what? a:b@c'],
  ])('%s', (url, shown) => {
    expect(withoutCredentials(url)).toBe(shown)
  })
})
