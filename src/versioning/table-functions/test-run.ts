import type { VirtualTable } from '../../sql/catalog.ts'
import { Interlude } from '../../sql/exec/context.ts'
import type { Session } from '../../sql/session-state.ts'
import { TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { column, virtualTable } from '../column.ts'
import { doltError } from '../errors.ts'
import { runTests, type TestRow } from '../tests/run-tests.ts'
import type { DoltTransaction } from '../transaction.ts'

const COLUMNS = ['test_name', 'test_group_name', 'query', 'status', 'message'].map((name) => column(name, TEXT))

/** dolt_test_run('test or group', …): runs the tests that dolt_tests holds; all of them without arguments. */
export function testRunFunction(transaction: DoltTransaction, session: Session, args: readonly Value[]): VirtualTable {
  const wanted = args.map((arg) => {
    if (typeof arg !== 'string') throw doltError(`Invalid argument to dolt_test_run: ${String(arg)}`)
    return arg
  })
  return virtualTable('dolt_test_run', COLUMNS, function* () {
    let rows: readonly TestRow[] = []
    yield new Interlude(async () => {
      rows = await runTests(transaction, session, wanted.length === 0 ? ['*'] : wanted)
    })
    return rows
  })
}
