/**
 * The syntax tree of MySQL's dialect and Dolt's additions: plain nodes, told apart by `kind`. `start` and `end` are
 * positions in the statement's text (UTF-16 units).
 */
export type * from './ast-account.ts'
export type * from './ast-dml.ts'
export type * from './ast-expression.ts'
export type * from './ast-query.ts'
export type * from './ast-routine.ts'
export type * from './ast-schema.ts'
export type * from './ast-statement.ts'
