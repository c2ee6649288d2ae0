import { testRecordedRoots } from '../../test/support/recorded-roots.ts'

testRecordedRoots('ALTER TABLE leaves the root that Dolt leaves, and none but the old one where it fails', 'alter-table.jsonl')
