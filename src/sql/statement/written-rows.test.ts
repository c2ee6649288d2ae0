import { testRecordedRoots } from '../../../test/support/recorded-roots.ts'

testRecordedRoots('INSERT, REPLACE and UPDATE leave the root that Dolt leaves', 'written-rows.jsonl')
