/** Where replication says what goes wrong beside the statements: a server's log, or a command's stderr. `message` is for people. */
export interface ReplicationLog {
  (level: 'info' | 'warn' | 'error', event: string, fields?: Readonly<Record<string, string | number>>): void
}
