import { testRecordedRoots } from '../../../test/support/recorded-roots.ts'

testRecordedRoots('tables with FULLTEXT indexes have the roots that Dolt gives them', 'fulltext.jsonl')
