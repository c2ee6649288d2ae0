import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { OxbowError } from '../error.ts'
import type { AwsCredentials } from '../store/remote/sigv4.ts'

/** What of the environment counts. */
export type Environment = Readonly<Record<string, string | undefined>>

/** How long credentials from a file are kept, in ms: others renew them there. */
const FILE_LIFETIME_MS = 60_000

/**
 * Finds credentials as AWS's tools do: in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, else in the
 * profile AWS_PROFILE (or `default`) of ~/.aws/credentials and ~/.aws/config. Roles of machines, SSO and programs that
 * print credentials are not asked: `aws configure export-credentials --format env` turns all of these into variables.
 * @returns a function to ask before each request; it throws OxbowError `REMOTE_FORBIDDEN` when there are none.
 */
export function s3Credentials(environment: Environment = process.env): () => Promise<AwsCredentials> {
  let known: { at: number; credentials: Promise<AwsCredentials> } | undefined
  return () => {
    const variables = fromVariables(environment)
    if (variables !== undefined) return Promise.resolve(variables)
    if (known === undefined || Date.now() - known.at > FILE_LIFETIME_MS) {
      known = { at: Date.now(), credentials: fromFiles(environment) }
      known.credentials.catch(() => {
        known = undefined
      })
    }
    return known.credentials
  }
}

/** The region for remotes whose URL names none: AWS_REGION, AWS_DEFAULT_REGION, or that of the profile. */
export async function s3Region(environment: Environment = process.env): Promise<string | undefined> {
  const named = environment.AWS_REGION || environment.AWS_DEFAULT_REGION
  if (named) return named
  const profile = profileOf(environment)
  return (await section(configPath(environment), profile === 'default' ? 'default' : `profile ${profile}`)).get('region')
}

function fromVariables(environment: Environment): AwsCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}

async function fromFiles(environment: Environment): Promise<AwsCredentials> {
  const profile = profileOf(environment)
  const credentialsPath = environment.AWS_SHARED_CREDENTIALS_FILE || join(home(environment), '.aws', 'credentials')
  for (const entries of [
    await section(credentialsPath, profile),
    await section(configPath(environment), profile === 'default' ? 'default' : `profile ${profile}`),
  ]) {
    const accessKeyId = entries.get('aws_access_key_id')
    const secretAccessKey = entries.get('aws_secret_access_key')
    const sessionToken = entries.get('aws_session_token')
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
  }
  const where = `the profile ${JSON.stringify(profile)} into ${credentialsPath}`
  throw new OxbowError(
    'REMOTE_FORBIDDEN', `no credentials for the bucket: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write ${where}`,
  )
}

function profileOf(environment: Environment): string {
  return environment.AWS_PROFILE || 'default'
}

function configPath(environment: Environment): string {
  return environment.AWS_CONFIG_FILE || join(home(environment), '.aws', 'config')
}

function home(environment: Environment): string {
  return environment.HOME || homedir()
}

/** The entries of one section of an INI file; none where the file or the section is absent. */
async function section(path: string, name: string): Promise<Map<string, string>> {
  const entries = new Map<string, string>()
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return entries
    throw new OxbowError('REMOTE_FORBIDDEN', `${path} can't be read: ${(e as Error).message}`, { cause: e })
  }
  let inside = false
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)
    if (header !== null) inside = header[1].replace(/\s+/g, ' ') === name
    const entry = inside ? /^([A-Za-z0-9_]+)\s*=\s*(.*?)\s*$/.exec(line) : null
    if (entry !== null) entries.set(entry[1].toLowerCase(), entry[2])
  }
  return entries
}
