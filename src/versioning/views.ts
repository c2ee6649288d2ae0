import { readTable } from '../doltdb/table.ts'
import type { RootValue } from '../doltdb/root-value.ts'
import type { View } from '../sql/catalog.ts'
import type { Fetching } from '../store/missing.ts'
import { allRows } from './row-values.ts'

/** Name of the table in which views, triggers and events are stored. */
export const SCHEMAS_TABLE = 'dolt_schemas'

/** A row of dolt_schemas. */
export interface SchemaObject {
  readonly type: string
  readonly name: string
  /** The CREATE statement. */
  readonly fragment: string
}

/** The views, triggers and events of a root value, by name. */
export function* schemaObjects(root: RootValue): Fetching<readonly SchemaObject[]> {
  const hash = (yield* root.tables()).get(SCHEMAS_TABLE)
  if (hash === undefined) return []
  const table = yield* readTable(root.db, hash)
  const type = table.schema.ordinal('type')
  const name = table.schema.ordinal('name')
  const fragment = table.schema.ordinal('fragment')
  return (yield* allRows(table)).map((row) => ({ type: String(row[type]), name: String(row[name]), fragment: String(row[fragment]) }))
}

/** The views of a root value. */
export function* readViews(root: RootValue): Fetching<View[]> {
  return (yield* schemaObjects(root)).filter((o) => o.type === 'view').map(viewOf)
}

/** A view by name, in any case. */
export function* findView(root: RootValue, name: string): Fetching<View | undefined> {
  const lower = name.toLowerCase()
  return (yield* readViews(root)).find((view) => view.name.toLowerCase() === lower)
}

const IDENTIFIER = '(?:`(?:[^`]|``)*`|"(?:[^"]|"")*"|[^\\s(.`"]+)'
const CREATE_VIEW = new RegExp(
  '^\\s*create\\s+(?:or\\s+replace\\s+)?(?:algorithm\\s*=\\s*\\w+\\s+)?(?:definer\\s*=\\s*\\S+\\s+)?(?:sql\\s+security\\s+\\w+\\s+)?' +
  `view\\s+(?:if\\s+not\\s+exists\\s+)?(?:${IDENTIFIER}\\s*\\.\\s*)?${IDENTIFIER}\\s*(\\(([^)]*)\\)\\s*)?as\\b\\s*`, 'i',
)

function viewOf({ name, fragment }: SchemaObject): View {
  const head = CREATE_VIEW.exec(fragment)
  // Old versions of Dolt stored the SELECT alone.
  if (head === null) return { kind: 'view', name, select: fragment, createText: createViewText(name, fragment) }
  const select = fragment.slice(head[0].length).replace(/[;\s]+$/, '')
  const names = head[2]?.split(',').map((n) => n.trim().replace(/^[`"](.*)[`"]$/, '$1'))
  return { kind: 'view', name, select, createText: createViewText(name, select), ...(names !== undefined && { columnNames: names }) }
}

/** As SHOW CREATE VIEW prints it. */
function createViewText(name: string, select: string): string {
  return `CREATE VIEW \`${name.replaceAll('`', '``')}\` AS ${select}`
}
