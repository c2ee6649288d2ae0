import { isOxbowError } from '../../src/error.ts'
import { type Client, MemoryEngine } from '../support/memory-engine.ts'
import { FIRST_COMMIT, type RunStatement, SESSION_SETUP } from './scenario.ts'

/** A fresh database of ours in memory. */
export async function openOxbow(): Promise<RunStatement> {
  const memory = await MemoryEngine.open()
  const clients = new Map<string, Client>()
  const open = async (name: string): Promise<Client> => {
    const client = memory.client()
    await client(SESSION_SETUP)
    clients.set(name, client)
    return client
  }
  await (await open(''))(FIRST_COMMIT)
  return async (sql, session) => {
    const client = clients.get(session) ?? await open(session)
    try {
      const result = await client(sql)
      return typeof result === 'number' ? { affected: result } : { rows: result }
    } catch (e) {
      if (isOxbowError(e)) return { error: e.errno, message: e.message }
      throw e
    }
  }
}
