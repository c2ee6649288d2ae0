import { OxbowError } from '../../error.ts'

/** Errors of stored programs, with MySQL's numbers and words. Source: MySQL 8.0 Error Reference. */

function error(code: string, errno: number, sqlState: string, message: string): OxbowError {
  return new OxbowError(code, message, { errno, sqlState })
}

export type Noun = 'PROCEDURE' | 'TRIGGER' | 'EVENT'

export const alreadyExists = (noun: Noun, name: string): OxbowError => {
  if (noun === 'TRIGGER') return error('TRG_ALREADY_EXISTS', 1359, 'HY000', 'Trigger already exists')
  return noun === 'EVENT' ? error('EVENT_ALREADY_EXISTS', 1537, 'HY000', `Event '${name}' already exists`)
    : error('SP_ALREADY_EXISTS', 1304, '42000', `PROCEDURE ${name} already exists`)
}

export const doesNotExist = (noun: Noun, name: string): OxbowError => {
  if (noun === 'TRIGGER') return error('TRG_DOES_NOT_EXIST', 1360, 'HY000', 'Trigger does not exist')
  return noun === 'EVENT' ? error('EVENT_DOES_NOT_EXIST', 1539, 'HY000', `Unknown event '${name}'`)
    : error('SP_DOES_NOT_EXIST', 1305, '42000', `PROCEDURE ${name} does not exist`)
}

export const duplicate = (what: 'parameter' | 'variable' | 'condition' | 'cursor', name: string): OxbowError => {
  const errno = { parameter: 1330, variable: 1331, condition: 1332, cursor: 1333 }[what]
  return error(`SP_DUP_${what.toUpperCase()}`, errno, '42000', `Duplicate ${what}: ${name}`)
}

export const misplacedDeclaration = (): OxbowError =>
  error('SP_VARCOND_AFTER_CURSHNDLR', 1337, '42000', 'Variable or condition declaration after cursor or handler declaration')
export const cursorAfterHandler = (): OxbowError => error('SP_CURSOR_AFTER_HANDLER', 1338, '42000', 'Cursor declaration after handler declaration')
export const declarationNotFirst = (what: string): OxbowError =>
  error('PARSE_ERROR', 1064, '42000', `You have an error in your SQL syntax; DECLARE … ${what} may only stand at the beginning of a BEGIN … END block`)
export const noLabel = (verb: string, label: string): OxbowError => error('SP_LILABEL_MISMATCH', 1308, '42000', `${verb} with no matching label: ${label}`)
export const redefinedLabel = (label: string): OxbowError => error('SP_LABEL_REDEFINE', 1309, '42000', `Redefining label ${label}`)
export const returnInProcedure = (): OxbowError => error('SP_BADRETURN', 1313, '42000', 'RETURN is only allowed in a FUNCTION')
export const undefinedCursor = (name: string): OxbowError => error('SP_CURSOR_MISMATCH', 1324, '42000', `Undefined CURSOR: ${name}`)
export const cursorOpen = (): OxbowError => error('SP_CURSOR_ALREADY_OPEN', 1325, '24000', 'Cursor is already open')
export const cursorNotOpen = (): OxbowError => error('SP_CURSOR_NOT_OPEN', 1326, '24000', 'Cursor is not open')
export const undeclaredVariable = (name: string): OxbowError => error('SP_UNDECLARED_VAR', 1327, '42000', `Undeclared variable: ${name}`)
export const wrongFetchCount = (): OxbowError => error('SP_WRONG_NO_OF_FETCH_ARGS', 1328, 'HY000', 'Incorrect number of FETCH variables')
export const noData = (): OxbowError => error('SP_FETCH_NO_DATA', 1329, '02000', 'No data - zero rows fetched, selected, or processed')
export const undefinedCondition = (name: string): OxbowError => error('SP_COND_MISMATCH', 1319, '42000', `Undefined CONDITION: ${name}`)
export const noCase = (): OxbowError => error('SP_CASE_NOT_FOUND', 1339, '20000', 'Case not found for CASE statement')
export const noSuchRow = (row: string, event: string): OxbowError => error('TRG_NO_SUCH_ROW_IN_TRG', 1363, 'HY000', `There is no ${row} row in on ${event} trigger`)
export const rowCannotChange = (row: string, time: string): OxbowError =>
  error('TRG_CANT_CHANGE_ROW', 1362, 'HY000', `Updating of ${row} row is not allowed in ${time}trigger`)
export const nestedCreation = (noun: string): OxbowError => error('SP_NO_RECURSIVE_CREATE', 1303, '2F003', `Can't create a ${noun} from within another stored routine`)
export const wrongArgumentCount = (name: string, expected: number, got: number): OxbowError =>
  error('SP_WRONG_NO_OF_ARGS', 1318, '42000', `Incorrect number of arguments for PROCEDURE ${name}; expected ${expected}, got ${got}`)
export const tooDeep = (limit: number, name: string): OxbowError =>
  error('SP_RECURSION_LIMIT', 1456, 'HY000', `Recursive limit ${limit} (as set by the max_sp_recursion_depth variable) was exceeded for routine ${name}`)
export const resignalWithoutHandler = (): OxbowError => error('RESIGNAL_WITHOUT_ACTIVE_HANDLER', 1645, '0K000', 'RESIGNAL when handler not active')
export const badConditionForSignal = (): OxbowError =>
  error('SIGNAL_BAD_CONDITION_TYPE', 1646, 'HY000', 'SIGNAL/RESIGNAL can only use a CONDITION defined with SQLSTATE')
export const badSqlState = (state: string): OxbowError => error('SP_BAD_SQLSTATE', 1407, '42000', `Bad SQLSTATE: '${state}'`)
export const tableInUse = (table: string): OxbowError => error(
  'CANT_UPDATE_USED_TABLE_IN_SF_OR_TRG', 1442, 'HY000',
  `Can't update table '${table}' in stored function/trigger because it is already used by statement which invoked this stored function/trigger.`,
)
export const tooManyRows = (): OxbowError => error('TOO_MANY_ROWS', 1172, '42000', 'Result consisted of more than one row')
export const wrongSelectCount = (): OxbowError =>
  error('WRONG_NUMBER_OF_COLUMNS_IN_SELECT', 1222, '21000', 'The used SELECT statements have a different number of columns')
/** Dolt's: MySQL has no CALL … AS OF. */
export const readOnlyAsOf = (): OxbowError => new OxbowError('READ_ONLY', 'CALL ... AS OF converts databases to read only')
