import { testRecordedRoots } from '../../test/support/recorded-roots.ts'

testRecordedRoots('tables with SPATIAL indexes have the roots that Dolt gives them', 'spatial-indexes.jsonl')
