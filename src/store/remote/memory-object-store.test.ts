import { describe } from 'vitest'
import { objectStoreCases } from '../../../test/object-store-cases.ts'
import { MemoryObjectStore } from './memory-object-store.ts'

describe('MemoryObjectStore', () => objectStoreCases(() => new MemoryObjectStore()))
