import { CommandError } from './command.ts'

/** `2024-01-02`, with a time and a zone or without; `/` and `.` may stand for `-`. */
const DATE = /^(\d{4})([-/.])(\d\d)\2(\d\d)(?:T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/

/** A date as `--date` takes it, in milliseconds since 1970 UTC. @throws CommandError in Dolt's words. */
export function parseDate(text: string): number {
  const [, year, , month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = DATE.exec(text) ?? []
  const millis = year === undefined ? NaN : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone}`)
  if (Number.isNaN(millis)) throw new CommandError(`error: '${text}' is not in a supported format.`)
  return millis
}
