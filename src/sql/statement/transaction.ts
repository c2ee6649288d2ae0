import { OxbowError } from '../../error.ts'
import type { EngineHost } from '../catalog.ts'
import type { TransactionStatement } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import type { Session } from '../session-state.ts'
import { done } from './statement.ts'

/** START TRANSACTION, COMMIT, ROLLBACK and savepoints. */
export async function runTransactionStatement(statement: TransactionStatement, session: Session, host: EngineHost): Promise<QueryResult> {
  switch (statement.action) {
    case 'begin': {
      await end(session, true)
      session.transaction = await host.begin(session, true)
      session.explicitTransaction = true
      return done()
    }
    case 'commit':
      await end(session, true)
      return done()
    case 'rollback':
      await end(session, false)
      return done()
    case 'savepoint': {
      const { transaction } = session
      if (transaction !== undefined) {
        session.savepoints = session.savepoints.filter((s) => s.name.toLowerCase() !== statement.name!.toLowerCase())
        session.savepoints.push({ name: statement.name!, mark: transaction.mark() })
      }
      return done()
    }
    case 'rollbackTo': {
      const at = findSavepoint(session, statement.name!)
      session.transaction!.restore(session.savepoints[at].mark)
      session.savepoints.length = at + 1
      return done()
    }
    case 'release':
      session.savepoints.length = findSavepoint(session, statement.name!)
      return done()
    case 'lockTables':
    case 'unlockTables':
      // Writers of one branch are serialised at commit; table locks are accepted for the clients that send them.
      return done()
  }
}

/** Ends the open transaction, if there is one. */
export async function end(session: Session, commit: boolean): Promise<void> {
  const { transaction } = session
  session.transaction = undefined
  session.explicitTransaction = false
  session.savepoints = []
  if (transaction === undefined) return
  if (commit) await transaction.commit()
  else transaction.rollback()
}

function findSavepoint(session: Session, name: string): number {
  const at = session.savepoints.findIndex((s) => s.name.toLowerCase() === name.toLowerCase())
  if (at < 0) throw new OxbowError('SP_DOES_NOT_EXIST', `SAVEPOINT ${name} does not exist`, { errno: 1305, sqlState: '42000' })
  return at
}
