/** Static privileges by the number that Dolt stores. Source: go-mysql-server sql/privileges.go. */
export const PRIVILEGES = [
  'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'RELOAD', 'SHUTDOWN', 'PROCESS', 'FILE', 'GRANT OPTION', 'REFERENCES', 'INDEX', 'ALTER',
  'SHOW DATABASES', 'SUPER', 'CREATE TEMPORARY TABLES', 'LOCK TABLES', 'EXECUTE', 'REPLICATION SLAVE', 'REPLICATION CLIENT', 'CREATE VIEW', 'SHOW VIEW',
  'CREATE ROUTINE', 'ALTER ROUTINE', 'CREATE USER', 'EVENT', 'TRIGGER', 'CREATE TABLESPACE', 'CREATE ROLE', 'DROP ROLE',
] as const

export type Privilege = (typeof PRIVILEGES)[number]

/** What `ALL` means of one database. */
export const DATABASE_PRIVILEGES: readonly Privilege[] = [
  'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'REFERENCES', 'INDEX', 'ALTER', 'CREATE TEMPORARY TABLES', 'LOCK TABLES', 'EXECUTE',
  'CREATE VIEW', 'SHOW VIEW', 'CREATE ROUTINE', 'ALTER ROUTINE', 'EVENT', 'TRIGGER',
]

/** What `ALL` means of one table. */
export const TABLE_PRIVILEGES: readonly Privilege[] = [
  'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'REFERENCES', 'INDEX', 'ALTER', 'CREATE VIEW', 'SHOW VIEW', 'TRIGGER',
]

/** What can be said of a routine. */
export const ROUTINE_PRIVILEGES: readonly Privilege[] = ['EXECUTE', 'ALTER ROUTINE']

/** Dynamic privileges that can be granted. */
export const DYNAMIC_PRIVILEGES: readonly string[] = ['clone_admin', 'replication_slave_admin']

/** @param name upper case, words parted by one blank. */
export function isPrivilege(name: string): name is Privilege {
  return (PRIVILEGES as readonly string[]).includes(name)
}

/** Privileges in the order of their numbers. */
export function inOrder(privileges: ReadonlySet<Privilege>): Privilege[] {
  return PRIVILEGES.filter((privilege) => privileges.has(privilege))
}
