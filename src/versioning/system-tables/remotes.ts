import type { VirtualTable } from '../../sql/catalog.ts'
import { JsonDocument } from '../../sql/types/json.ts'
import { JSON_TYPE, TEXT } from '../../sql/types/types.ts'
import { withoutCredentials } from '../../store/remote/remote-url.ts'
import { column, nullable, virtualTable } from '../column.ts'
import type { Revision } from '../revision.ts'

const COLUMNS = [column('name', TEXT), column('url', TEXT), nullable('fetch_specs', JSON_TYPE), nullable('params', JSON_TYPE)]

/** dolt_remotes: URLs without what may be a password. */
export function remotesTable(revision: Revision): VirtualTable {
  // What the database remembers beside its chunks is at hand.
  // oxlint-disable-next-line require-yield
  return virtualTable('dolt_remotes', COLUMNS, function* () {
    return revision.database.state.remotes().map((remote) => [
      remote.name, withoutCredentials(remote.url), new JsonDocument([...remote.fetchSpecs]), new JsonDocument({ ...remote.params }),
    ])
  })
}

const BACKUP_COLUMNS = [column('name', TEXT), column('url', TEXT), nullable('params', JSON_TYPE)]

/** dolt_backups. */
export function backupsTable(revision: Revision): VirtualTable {
  // What the database remembers beside its chunks is at hand.
  // oxlint-disable-next-line require-yield
  return virtualTable('dolt_backups', BACKUP_COLUMNS, function* () {
    return revision.database.state.backups().map(({ name, url, params }) => [name, url, new JsonDocument({ ...params })])
  })
}
