/** Terminal colours as Dolt uses them: `log` paints always, unless NO_COLOR is set; everything else on a terminal only. */

const wanted = process.env.NO_COLOR === undefined || process.env.NO_COLOR === ''

export function paint(code: string, text: string): string {
  return !wanted ? text : `\u001b[${code}m${text}\u001b[0m`
}

const onTerminal = process.stdout.isTTY === true

export function green(text: string): string {
  return onTerminal ? paint('32', text) : text
}

export function red(text: string): string {
  return onTerminal ? paint('31', text) : text
}

export function bold(text: string): string {
  return onTerminal ? paint('1', text) : text
}

export function cyan(text: string): string {
  return process.stderr.isTTY === true ? paint('36', text) : text
}
