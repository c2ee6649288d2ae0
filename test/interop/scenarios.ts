import type { Scenario } from './scenario.ts'
import { COLLATIONS } from './scenarios/collations.ts'
import { TABLES } from './scenarios/tables.ts'
import { TYPES } from './scenarios/types.ts'

/** All scenarios. */
export const SCENARIOS: readonly Scenario[] = [...TYPES, ...TABLES, ...COLLATIONS]
