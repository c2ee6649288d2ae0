import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/start/free-port.ts'
import { sql } from '../../scripts/start/sql.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** `npm start` without npm: the script that it runs, in a folder of its own. */
async function start(): Promise<{ child: ChildProcess; data: string; output: () => string; url: string }> {
  const data = mkdtempSync(join(tmpdir(), 'oxbow-start-'))
  folders.push(data)
  const port = await freePort(0)
  const child = spawn(process.execPath, [
    join(ROOT, 'scripts', 'start.mjs'), '--data', data, '--port', String(port), '--master-port', String(await freePort(0)),
  ], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, found] = /^edge\s+(http:\S+)/m.exec(text) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('exit', () => reject(new Error(`npm start ended early:\n${text}`)))
  })
  return { child, data, output: () => text, url }
}

interface RunningProcess {
  readonly group: string
  readonly command: string
}

function processes(): RunningProcess[] {
  return execFileSync('ps', ['-eo', 'pgid=,stat=,args='], { encoding: 'utf8' }).split('\n').flatMap((line) => {
    const [, group, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    // Zombies have ended; who reaps them is not our business.
    return group === undefined || state.startsWith('Z') ? [] : [{ group, command }]
  })
}

describe.runIf(process.platform !== 'win32')('npm start', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('takes everything down on %s', async (signal) => {
    const { child, data, url } = await start()
    const { rows } = await sql(url, 'demo', 'select count(*) from ships')
    expect(rows).toEqual([['5']])
    // A write that is sent to the edge reaches the master, which pushes it; the bookmark lets the next read see it.
    const { meta, session } = await sql(url, 'demo', "call dolt_branch('refit')")
    const branches = await sql(url, 'demo', 'select name from dolt_branches order by name', { session, freshness: `bookmark=${String(meta.bookmark)}` })
    expect(branches.rows).toEqual([['main'], ['refit']])
    // Not from a page of another site, which a browser on this machine may show.
    const foreign = await fetch(`${url}/v1/sql`, {
      method: 'POST', headers: { origin: 'https://page.example' }, body: JSON.stringify({ sql: "call dolt_branch('foreign')", database: 'demo' }),
    })
    expect(foreign.status).toBe(403)
    const status = await (await fetch(`${url}/v1/replication?database=demo`)).json() as unknown
    expect(status).toMatchObject({ databases: [{ database: 'demo', role: 'replica', lastError: null }] })
    const group = processes().find(({ command }) => command.includes('wrangler') && command.includes(data))?.group
    const inGroup = () => processes().filter((process) => process.group === group).map(({ command }) => command)
    expect(inGroup().some((command) => command.includes('workerd'))).toBe(true)
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await exited
    expect(inGroup()).toEqual([])
    await expect(fetch(`${url}/health`)).rejects.toThrow()
  })
})
