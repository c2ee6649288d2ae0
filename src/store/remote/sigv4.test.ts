import { describe, expect, it } from 'vitest'
import { signRequest } from './sigv4.ts'

/** The examples that Amazon publishes in "Signature Calculations for the Authorization Header". */
const SCOPE = {
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1', service: 's3', now: Date.UTC(2013, 4, 24),
}
const HOST = 'https://examplebucket.s3.amazonaws.com'

describe("Amazon's examples of signatures", () => {
  it.each([
    ['GET an object', { method: 'GET', url: new URL(`${HOST}/test.txt`), headers: { range: 'bytes=0-9' } },
      'host;range;x-amz-content-sha256;x-amz-date', 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
    ['PUT an object', {
      method: 'PUT', url: new URL(`${HOST}/test%24file.text`), body: new TextEncoder().encode('Welcome to Amazon S3.'),
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
    }, 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class', '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd'],
    ['GET a configuration', { method: 'GET', url: new URL(`${HOST}/?lifecycle`) },
      'host;x-amz-content-sha256;x-amz-date', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['list objects', { method: 'GET', url: new URL(`${HOST}/?max-keys=2&prefix=J`) },
      'host;x-amz-content-sha256;x-amz-date', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('%s', async (_, request, names, signature) => {
    const headers = await signRequest(request, SCOPE)
    expect(headers.authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${signature}`)
  })

  it('signs the token of temporary credentials', async () => {
    const credentials = { ...SCOPE.credentials, sessionToken: 'token' }
    const headers = await signRequest({ method: 'GET', url: new URL(HOST) }, { ...SCOPE, credentials })
    expect(headers['x-amz-security-token']).toBe('token')
    expect(headers.authorization).toContain('x-amz-date;x-amz-security-token,')
  })
})
