import type { CreateEvent, EventOptions, Expression } from '../parser/ast.ts'
import { formatDatetime } from '../types/datetime.ts'
import type { Int } from '../value.ts'

/** An event as it is stored: its schedule is worked out. Moments are microseconds UTC. */
export interface EventDefinition {
  readonly name: string
  readonly schedule:
    | { readonly kind: 'at'; readonly at: Int }
    | { readonly kind: 'every'; readonly interval: string; readonly unit: string; readonly starts: Int; readonly ends?: Int }
  readonly preserve: boolean
  readonly status: NonNullable<EventOptions['status']>
  readonly comment: string
  readonly bodyText: string
}

/** The text in which Dolt stores an event. Source: go-mysql-server sql/event.go (CreateEventStatement). */
export function eventText(event: EventDefinition, definer: string): string {
  const { schedule } = event
  const when = schedule.kind === 'at' ? `AT ${moment(schedule.at)}`
    : `EVERY ${schedule.interval} ${schedule.unit.toUpperCase()} STARTS ${moment(schedule.starts)}${schedule.ends === undefined ? '' : ` ENDS ${moment(schedule.ends)}`}`
  const comment = event.comment === '' ? '' : ` COMMENT ${quoted(event.comment)}`
  const status = { enable: 'ENABLE', disable: 'DISABLE', 'disable on replica': 'DISABLE ON SLAVE' }[event.status]
  return `CREATE DEFINER = ${definer} EVENT \`${event.name.replaceAll('`', '``')}\` ON SCHEDULE ${when} ` +
    `ON COMPLETION ${event.preserve ? '' : 'NOT '}PRESERVE ${status}${comment} DO ${event.bodyText}`
}

function moment(micros: Int): string {
  return `'${formatDatetime(micros, 0)}'`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** The interval of EVERY as it is written: a number, or a quoted text such as `'1:2'`. */
export function intervalText(e: Expression): string {
  const text = literalText(e) ?? '1'
  return e.kind === 'literal' && e.type === 'string' ? quoted(text) : text
}

/** The text of a literal; null for anything else. */
export function literalText(e: Expression | undefined): string | null {
  return e?.kind === 'literal' && 'value' in e ? String(e.value) : null
}

/** `` `user`@`host` `` of a stored event. */
export function definerOf({ definer }: Pick<CreateEvent, 'definer'>): string {
  return definer === undefined || definer === 'current' ? '`root`@`localhost`' : `\`${definer.user}\`@\`${definer.host ?? '%'}\``
}
