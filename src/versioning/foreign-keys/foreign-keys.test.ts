import { testRecordedRoots } from '../../../test/support/recorded-roots.ts'

testRecordedRoots('under foreign keys, statements leave the root that Dolt leaves', 'foreign-keys.jsonl')
