import type { Scenario } from './scenario.ts'
import { ALTER } from './scenarios/alter.ts'
import { COLLATIONS } from './scenarios/collations.ts'
import { JOINING, MERGING } from './scenarios/merging.ts'
import { SCHEMA } from './scenarios/schema.ts'
import { TABLES } from './scenarios/tables.ts'
import { TRANSACTIONS } from './scenarios/transactions.ts'
import { TYPES } from './scenarios/types.ts'
import { VALUES } from './scenarios/values.ts'
import { VERSIONING } from './scenarios/versioning.ts'

/** All scenarios. */
export const SCENARIOS: readonly Scenario[] = [...TYPES, ...TABLES, ...COLLATIONS, ...SCHEMA, ...ALTER, ...VALUES, ...VERSIONING, ...TRANSACTIONS, ...MERGING, ...JOINING]
