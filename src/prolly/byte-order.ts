import { compareMemory } from './compare-memory.ts'
import type { KeyOrder } from './tuple-descriptor.ts'

/** Keys that are plain bytes: names of refs, tables and indexes. */
export const BYTE_ORDER: KeyOrder = { compare: compareMemory }
