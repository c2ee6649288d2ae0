/** A way to write a moment. Moments are microseconds since 1970. */
export interface MomentForm {
  /** Undefined for a text of another form. */
  parse(text: string): number | undefined
  format(micros: number): string
}

/** The forms that dolt_tests takes, the likelier before. */
export const momentForms: readonly MomentForm[] = [
  form(/^\d{4}-\d\d-\d\d$/, (text) => `${text}T00:00:00Z`, (iso) => iso.slice(0, 10)),
  form(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/, (text) => `${text.replace(' ', 'T')}Z`, (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)}`),
  form(/^\d\d:\d\d:\d\d$/, (text) => `0000-01-01T${text}Z`, (iso) => iso.slice(11, 19)),
  form(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, (text) => text, (iso) => `${iso.slice(0, 19)}Z`),
  form(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/, (text) => text, (iso) => new Date(iso).toUTCString().replace('GMT', '+0000')),
]

function form(shape: RegExp, asIso: (text: string) => string, fromIso: (iso: string) => string): MomentForm {
  return {
    parse(text) {
      if (!shape.test(text)) return undefined
      const millis = Date.parse(asIso(text))
      if (Number.isNaN(millis)) return undefined
      const beyond = /\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? ''
      return millis * 1000 + Number(beyond.padEnd(3, '0'))
    },
    format: (micros) => fromIso(new Date(Math.floor(micros / 1000)).toISOString()),
  }
}
