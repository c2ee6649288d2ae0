import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { s3Credentials, s3Region } from './s3-credentials.ts'

const home = mkdtempSync(join(tmpdir(), 'oxbow-credentials-'))
mkdirSync(join(home, '.aws'))
writeFileSync(join(home, '.aws', 'credentials'), `
# a comment
[default]
aws_access_key_id = one
aws_secret_access_key=two

[ other ]
aws_access_key_id = three
aws_secret_access_key = fo=ur
aws_session_token = five
`)
writeFileSync(join(home, '.aws', 'config'), `[default]
region = eu-west-1
[profile  config-only]
aws_access_key_id=six
aws_secret_access_key=seven
region=auto
`)
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('credentials for buckets', () => {
  it('come from the environment first', async () => {
    const environment = { HOME: home, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
    expect(await s3Credentials(environment)()).toEqual({ accessKeyId: 'a', secretAccessKey: 'b' })
    const temporary = s3Credentials({ ...environment, AWS_SESSION_TOKEN: 'c' })
    expect(await temporary()).toEqual({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' })
  })

  it('come from the profile then', async () => {
    expect(await s3Credentials({ HOME: home })()).toEqual({ accessKeyId: 'one', secretAccessKey: 'two' })
    const other = s3Credentials({ HOME: home, AWS_PROFILE: 'other' })
    expect(await other()).toEqual({ accessKeyId: 'three', secretAccessKey: 'fo=ur', sessionToken: 'five' })
    expect(await s3Credentials({ HOME: home, AWS_PROFILE: 'config-only' })()).toEqual({ accessKeyId: 'six', secretAccessKey: 'seven' })
  })

  it('are asked for in clear words', async () => {
    await expect(s3Credentials({ HOME: home, AWS_PROFILE: 'nobody' })()).rejects.toMatchObject({
      code: 'REMOTE_FORBIDDEN', message: expect.stringContaining('AWS_ACCESS_KEY_ID') as string,
    })
    await expect(s3Credentials({ HOME: join(home, 'nowhere') })()).rejects.toMatchObject({ code: 'REMOTE_FORBIDDEN' })
  })

  it('bring a region', async () => {
    expect(await s3Region({ HOME: home })).toBe('eu-west-1')
    expect(await s3Region({ HOME: home, AWS_PROFILE: 'config-only' })).toBe('auto')
    expect(await s3Region({ HOME: home, AWS_DEFAULT_REGION: 'x', AWS_REGION: 'y' })).toBe('y')
    expect(await s3Region({ HOME: home, AWS_PROFILE: 'other' })).toBeUndefined()
  })
})
