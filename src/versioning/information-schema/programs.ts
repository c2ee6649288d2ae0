import type { ColumnInfo, ProgramKind, StoredProgram, VirtualTable } from '../../sql/catalog.ts'
import { definerOf } from '../../sql/program/event-text.ts'
import { eventProgram, procedureProgram, triggerProgram } from '../../sql/program/program.ts'
import { accountText, eventStatus, scheduleFacts } from '../../sql/program/show.ts'
import { orderedTriggers } from '../../sql/program/triggers.ts'
import { BIGINT, BIGINT_UNSIGNED, DATETIME, INT_UNSIGNED, LONGTEXT, TEXT, TIMESTAMP } from '../../sql/types/types.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import type { DoltCatalog } from '../catalog.ts'
import { column, nullable, virtualTable } from '../column.ts'
import { readPrograms } from '../programs/stored-programs.ts'
import { typeFacts } from './columns.ts'
import { describedDatabases, infoEnum, infoText, NAME } from './described-tables.ts'

/** Columns that are always NULL. */
const NOTHING: SqlType = { name: 'BINARY', length: 0 }
const CONNECTION = ['utf8mb4', 'utf8mb4_0900_bin', 'utf8mb4_0900_bin'] as const
const CONNECTION_COLUMNS = [column('CHARACTER_SET_CLIENT', NAME), column('COLLATION_CONNECTION', NAME), column('DATABASE_COLLATION', NAME)]
const ROUTINE_TYPE = infoEnum('FUNCTION', 'PROCEDURE')
const PROCEDURE = 2

/** All programs of one kind, by database. */
function* programsOf(catalog: DoltCatalog, kind: ProgramKind): Fetching<{ readonly database: string; readonly programs: readonly StoredProgram[] }[]> {
  const found: { database: string; programs: readonly StoredProgram[] }[] = []
  for (const { name, root } of yield* describedDatabases(catalog, new Map())) found.push({ database: name, programs: yield* readPrograms(root, kind) })
  return found
}

const ROUTINES: readonly ColumnInfo[] = [
  column('SPECIFIC_NAME', NAME), nullable('ROUTINE_CATALOG', NAME), nullable('ROUTINE_SCHEMA', NAME), column('ROUTINE_NAME', NAME),
  column('ROUTINE_TYPE', ROUTINE_TYPE), nullable('DATA_TYPE', LONGTEXT), nullable('CHARACTER_MAXIMUM_LENGTH', BIGINT),
  nullable('CHARACTER_OCTET_LENGTH', BIGINT), nullable('NUMERIC_PRECISION', INT_UNSIGNED), nullable('NUMERIC_SCALE', INT_UNSIGNED),
  nullable('DATETIME_PRECISION', INT_UNSIGNED), nullable('CHARACTER_SET_NAME', NAME), nullable('COLLATION_NAME', NAME), nullable('DTD_IDENTIFIER', LONGTEXT),
  column('ROUTINE_BODY', infoText(3)), nullable('ROUTINE_DEFINITION', LONGTEXT), nullable('EXTERNAL_NAME', NOTHING), column('EXTERNAL_LANGUAGE', NAME),
  column('PARAMETER_STYLE', infoText(3)), column('IS_DETERMINISTIC', infoText(3)),
  column('SQL_DATA_ACCESS', infoEnum('CONTAINS SQL', 'NO SQL', 'READS SQL DATA', 'MODIFIES SQL DATA')), nullable('SQL_PATH', NOTHING),
  column('SECURITY_TYPE', infoEnum('DEFAULT', 'INVOKER', 'DEFINER')), column('CREATED', TIMESTAMP), column('LAST_ALTERED', TIMESTAMP),
  column('SQL_MODE', LONGTEXT), column('ROUTINE_COMMENT', TEXT), column('DEFINER', infoText(288)), ...CONNECTION_COLUMNS,
]

const DATA_ACCESS = ['contains sql', 'no sql', 'reads sql data', 'modifies sql data']

/** information_schema.routines: the user's procedures. */
export function routinesTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('ROUTINES', ROUTINES, function* () {
    const rows: Value[][] = []
    for (const { database, programs } of yield* programsOf(catalog, 'procedure')) {
      for (const stored of programs) {
        const p = procedureProgram(stored)?.statement
        if (p === undefined) continue
        const { data, security, deterministic, comment } = p.characteristics
        rows.push([
          stored.name, 'def', database, stored.name, PROCEDURE, '', null, null, null, null, null, null, null, null, 'SQL', p.bodyText, null, 'SQL', 'SQL',
          deterministic === true ? 'YES' : 'NO', DATA_ACCESS.indexOf(data ?? 'contains sql') + 1, null, security === 'invoker' ? 2 : 3, stored.createdAt,
          stored.modifiedAt, stored.sqlMode, comment ?? '', accountText(p.definer), ...CONNECTION,
        ])
      }
    }
    return rows
  })
}

const PARAMETERS: readonly ColumnInfo[] = [
  nullable('SPECIFIC_CATALOG', NAME), nullable('SPECIFIC_SCHEMA', NAME), column('SPECIFIC_NAME', NAME), column('ORDINAL_POSITION', BIGINT_UNSIGNED),
  nullable('PARAMETER_MODE', infoText(5)), nullable('PARAMETER_NAME', NAME), nullable('DATA_TYPE', LONGTEXT), nullable('CHARACTER_MAXIMUM_LENGTH', BIGINT),
  nullable('CHARACTER_OCTET_LENGTH', BIGINT), nullable('NUMERIC_PRECISION', INT_UNSIGNED), nullable('NUMERIC_SCALE', BIGINT),
  nullable('DATETIME_PRECISION', INT_UNSIGNED), nullable('CHARACTER_SET_NAME', NAME), nullable('COLLATION_NAME', NAME), column('DTD_IDENTIFIER', LONGTEXT),
  column('ROUTINE_TYPE', ROUTINE_TYPE),
]

/** information_schema.parameters. */
export function parametersTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('PARAMETERS', PARAMETERS, function* () {
    const rows: Value[][] = []
    for (const { database, programs } of yield* programsOf(catalog, 'procedure')) {
      for (const stored of programs) {
        const program = procedureProgram(stored)
        program?.statement.parameters.forEach(({ name, mode }, i) => {
          rows.push(['def', database, stored.name, i + 1, mode.toUpperCase(), name, ...typeFacts(program.types[i]), PROCEDURE])
        })
      }
    }
    return rows
  })
}

const TRIGGERS: readonly ColumnInfo[] = [
  nullable('TRIGGER_CATALOG', NAME), nullable('TRIGGER_SCHEMA', NAME), column('TRIGGER_NAME', infoText(96)),
  column('EVENT_MANIPULATION', infoEnum('INSERT', 'UPDATE', 'DELETE')), nullable('EVENT_OBJECT_CATALOG', NAME), nullable('EVENT_OBJECT_SCHEMA', NAME),
  nullable('EVENT_OBJECT_TABLE', NAME), column('ACTION_ORDER', INT_UNSIGNED), nullable('ACTION_CONDITION', NOTHING), column('ACTION_STATEMENT', LONGTEXT),
  column('ACTION_ORIENTATION', infoText(3)), column('ACTION_TIMING', infoEnum('BEFORE', 'AFTER')), nullable('ACTION_REFERENCE_OLD_TABLE', NOTHING),
  nullable('ACTION_REFERENCE_NEW_TABLE', NOTHING), column('ACTION_REFERENCE_OLD_ROW', infoText(3)), column('ACTION_REFERENCE_NEW_ROW', infoText(3)),
  column('CREATED', TIMESTAMP), column('SQL_MODE', LONGTEXT), column('DEFINER', infoText(288)), ...CONNECTION_COLUMNS,
]

const TRIGGER_EVENTS = ['insert', 'update', 'delete']

/** information_schema.triggers. */
export function triggersTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('TRIGGERS', TRIGGERS, function* () {
    const rows: Value[][] = []
    for (const { database, programs } of yield* programsOf(catalog, 'trigger')) {
      const tables = new Set(programs.map((p) => triggerProgram(p)?.statement.table.name.toLowerCase()).filter((name) => name !== undefined))
      for (const table of tables) {
        const places = new Map<string, number>()
        for (const { stored, statement: t } of orderedTriggers(programs, table)) {
          const key = `${t.time} ${t.event}`
          const place = (places.get(key) ?? 0) + 1
          places.set(key, place)
          rows.push([
            'def', database, stored.name, TRIGGER_EVENTS.indexOf(t.event) + 1, 'def', database, t.table.name, place, null, t.bodyText, 'ROW',
            t.time === 'before' ? 1 : 2, null, null, 'OLD', 'NEW', stored.createdAt, stored.sqlMode,
            t.definer === undefined ? 'root@localhost' : accountText(t.definer), ...CONNECTION,
          ])
        }
      }
    }
    return rows
  })
}

const STATUSES = ['ENABLED', 'DISABLED', 'SLAVESIDE_DISABLED']

const EVENTS: readonly ColumnInfo[] = [
  nullable('EVENT_CATALOG', NAME), nullable('EVENT_SCHEMA', NAME), column('EVENT_NAME', NAME), column('DEFINER', infoText(288)), column('TIME_ZONE', NAME),
  column('EVENT_BODY', infoText(3)), column('EVENT_DEFINITION', LONGTEXT), column('EVENT_TYPE', infoText(9)), nullable('EXECUTE_AT', DATETIME),
  nullable('INTERVAL_VALUE', infoText(256)), nullable('INTERVAL_FIELD', infoText(20)), column('SQL_MODE', LONGTEXT), nullable('STARTS', DATETIME),
  nullable('ENDS', DATETIME), column('STATUS', infoEnum(...STATUSES)), column('ON_COMPLETION', infoText(12)), column('CREATED', TIMESTAMP),
  column('LAST_ALTERED', TIMESTAMP), nullable('LAST_EXECUTED', DATETIME), column('EVENT_COMMENT', infoText(2048)), column('ORIGINATOR', INT_UNSIGNED),
  ...CONNECTION_COLUMNS,
]

/** information_schema.events. */
export function eventsTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('EVENTS', EVENTS, function* () {
    const rows: Value[][] = []
    for (const { database, programs } of yield* programsOf(catalog, 'event')) {
      for (const stored of programs) {
        const e = eventProgram(stored)?.statement
        if (e === undefined) continue
        const { at, interval, unit, starts, ends } = scheduleFacts(e)
        rows.push([
          'def', database, stored.name, definerOf(e), 'SYSTEM', 'SQL', e.bodyText, at === null ? 'RECURRING' : 'ONE TIME', at, interval, unit, stored.sqlMode,
          starts, ends, STATUSES.indexOf(eventStatus(e)) + 1, e.preserve === true ? 'PRESERVE' : 'NOT PRESERVE', stored.createdAt, stored.modifiedAt,
          stored.createdAt, e.comment ?? '', 0, ...CONNECTION,
        ])
      }
    }
    return rows
  })
}
