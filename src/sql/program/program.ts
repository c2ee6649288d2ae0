import { sqlTypeOf } from '../analyzer/type-name.ts'
import type { StoredProgram } from '../catalog.ts'
import type { CreateEvent, CreateProcedure, CreateTrigger } from '../parser/ast.ts'
import { modesOf } from '../parser-modes.ts'
import { parse } from '../parser/parser.ts'
import type { SqlType } from '../types/sql-type.ts'

/** A stored program, ready to run: parsed once, and never changed. */
export interface Program<S extends CreateProcedure | CreateTrigger | CreateEvent> {
  readonly stored: StoredProgram
  readonly statement: S
  /** Types of a procedure's parameters. */
  readonly types: readonly SqlType[]
}

/** Programs that are kept parsed. */
const KEPT_PROGRAMS = 256

const parsed = new Map<string, Program<CreateProcedure | CreateTrigger | CreateEvent>>()

function programOf(stored: StoredProgram): Program<CreateProcedure | CreateTrigger | CreateEvent> | undefined {
  const key = `${stored.sqlMode}\n${stored.createText}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const statement = parse(stored.createText, modesOf(stored))
  if (statement.kind !== 'createProcedure' && statement.kind !== 'createTrigger' && statement.kind !== 'createEvent') return undefined
  const types = statement.kind === 'createProcedure' ? statement.parameters.map((p) => sqlTypeOf(p.type)) : []
  const program = { stored, statement, types }
  if (parsed.size >= KEPT_PROGRAMS) parsed.delete(parsed.keys().next().value!)
  parsed.set(key, program)
  return program
}

function isProgramOf<K extends 'createProcedure' | 'createTrigger' | 'createEvent'>(
  program: Program<CreateProcedure | CreateTrigger | CreateEvent> | undefined, kind: K,
): program is Program<Extract<CreateProcedure | CreateTrigger | CreateEvent, { kind: K }>> {
  return program?.statement.kind === kind
}

/** @returns undefined for a text that creates no procedure. @throws OxbowError 1064. */
export function procedureProgram(stored: StoredProgram): Program<CreateProcedure> | undefined {
  const program = programOf(stored)
  return isProgramOf(program, 'createProcedure') ? program : undefined
}

/** @returns undefined for a text that creates no trigger. @throws OxbowError 1064. */
export function triggerProgram(stored: StoredProgram): Program<CreateTrigger> | undefined {
  const program = programOf(stored)
  return isProgramOf(program, 'createTrigger') ? program : undefined
}

/** @returns undefined for a text that creates no event. @throws OxbowError 1064. */
export function eventProgram(stored: StoredProgram): Program<CreateEvent> | undefined {
  const program = programOf(stored)
  return isProgramOf(program, 'createEvent') ? program : undefined
}
