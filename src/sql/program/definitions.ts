import { OxbowError } from '../../error.ts'
import type { ProgramKind, StoredProgram } from '../catalog.ts'
import { statementTime } from '../exec/driver.ts'
import type { CreateProcedure, CreateTrigger, DropRoutine } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import { type StatementContext, compute, databaseOf, done } from '../statement/statement.ts'
import { checkBody } from './check.ts'
import { alreadyExists, doesNotExist } from './errors.ts'
import { triggerProgram } from './program.ts'
import { checkTrigger } from './trigger-check.ts'
import { orderedTriggers } from './triggers.ts'

export type Definition = CreateProcedure | CreateTrigger | DropRoutine

/** Identifiers may have as many characters. */
const MAX_NAME = 64

/** CREATE and DROP of procedures and triggers. */
export async function runDefinition(statement: Definition, cx: StatementContext): Promise<QueryResult> {
  switch (statement.kind) {
    case 'createProcedure': return await createProcedure(statement, cx)
    case 'createTrigger': return await createTrigger(statement, cx)
    case 'dropTrigger': return await drop('trigger', statement, cx)
    default: return await drop('procedure', statement, cx)
  }
}

/** A program of a name, in any case. */
export async function findProgram(database: string, kind: ProgramKind, name: string, cx: StatementContext): Promise<StoredProgram | undefined> {
  return (await compute(cx, cx.transaction.programs(database, kind))).find((p) => p.name.toLowerCase() === name.toLowerCase())
}

/** The program that a CREATE statement makes: its text is kept as it was typed. */
export function newProgram(name: string, cx: StatementContext): StoredProgram {
  if (name.length > MAX_NAME) throw new OxbowError('TOO_LONG_IDENT', `Identifier name '${name}' is too long`, { errno: 1059, sqlState: '42000' })
  const now = statementTime(cx.session)
  return { name, createText: cx.sql.replace(/[;\s]+$/, '').trimStart(), createdAt: now, modifiedAt: now, sqlMode: cx.session.sqlMode }
}

async function createProcedure(statement: CreateProcedure, cx: StatementContext): Promise<QueryResult> {
  const { name } = statement.procedure
  const database = databaseOf(cx, statement.procedure.database)
  checkBody(statement.body, statement.parameters)
  if (!statement.orReplace && (await findProgram(database, 'procedure', name, cx)) !== undefined) {
    if (statement.ifNotExists) return done()
    throw alreadyExists('PROCEDURE', name)
  }
  await compute(cx, cx.transaction.saveProgram(database, 'procedure', newProgram(name, cx)))
  return done()
}

async function createTrigger(statement: CreateTrigger, cx: StatementContext): Promise<QueryResult> {
  const { name } = statement.trigger
  const database = databaseOf(cx, statement.trigger.database ?? statement.table.database)
  const program = newProgram(name, cx)
  if ((await findProgram(database, 'trigger', name, cx)) !== undefined) {
    if (statement.ifNotExists) return done()
    throw alreadyExists('TRIGGER', name)
  }
  await checkTrigger(statement, database, cx)
  await compute(cx, cx.transaction.saveProgram(database, 'trigger', program))
  return done()
}

async function drop(kind: 'procedure' | 'trigger', { routine, ifExists }: DropRoutine, cx: StatementContext): Promise<QueryResult> {
  const database = databaseOf(cx, routine.database)
  const found = await findProgram(database, kind, routine.name, cx)
  if (found === undefined) {
    const error = doesNotExist(kind === 'trigger' ? 'TRIGGER' : 'PROCEDURE', kind === 'trigger' ? routine.name : `${database}.${routine.name}`)
    if (!ifExists) throw error
    cx.session.warn(error.errno, error.message, 'Note')
    return done()
  }
  if (kind === 'trigger') {
    for (const other of await compute(cx, cx.transaction.programs(database, 'trigger'))) {
      if (triggerProgram(other)?.statement.order?.trigger.toLowerCase() === found.name.toLowerCase()) {
        throw new OxbowError('TRIGGER_REFERENCED', `trigger "${found.name}" cannot be dropped as it is referenced by trigger "${other.name}"`)
      }
    }
  }
  await compute(cx, cx.transaction.dropProgram(database, kind, found.name))
  return done()
}

/** Drops the triggers of a table that is gone. */
export async function dropTriggersOf(database: string, table: string, cx: StatementContext): Promise<void> {
  for (const { stored } of orderedTriggers(await compute(cx, cx.transaction.programs(database, 'trigger')), table)) {
    await compute(cx, cx.transaction.dropProgram(database, 'trigger', stored.name))
  }
}
