import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { freePort } from './free-port.ts'
import { HELP, parseStartOptions } from './options.ts'

describe('the options of npm start', () => {
  it('have the defaults that the help names', () => {
    expect(parseStartOptions([])).toEqual({
      remote: undefined, database: 'demo', port: 8787, masterPort: 8788, mysqlPort: 3306, data: '.oxbow', logLevel: 'warn',
    })
    for (const text of ['8787', '8788', '3306', '.oxbow', 'demo', 'warn']) expect(HELP).toContain(`default: ${text}`)
    expect(parseStartOptions(['--help'])).toBe('help')
  })

  it('name a remote and its database', () => {
    expect(parseStartOptions(['--remote', 'some/dir', '--database', 'flights', '--port', '9000'])).toMatchObject({
      remote: 'some/dir', database: 'flights', port: 9000,
    })
  })

  it.each([
    [['--remote', 'x'], '--remote needs --database'],
    [['--database', 'x'], '--database goes with --remote'],
    [['--remote', 'x', '--database', 'a/b'], "can't be a database's name"],
    [['--port', 'eighty'], '--port must be a port number'],
    [['--port', '0'], '--port must be a port number'],
    [['--log-level', 'loud'], '--log-level must be'],
    [['--nonsense'], 'nonsense'],
    [['stray'], 'stray'],
  ])('refuse %j', (args, message) => {
    expect(() => parseStartOptions(args)).toThrow(message)
  })
})

describe('a free port', () => {
  it('is the wanted one, or another when that is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(await freePort(port)).not.toBe(port)
    await new Promise((resolve) => server.close(resolve))
    expect(await freePort(port)).toBe(port)
  })
})
