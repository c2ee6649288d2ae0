import { type Command, HELP_OPTION } from './command.ts'
import type { OptionSpec } from './arguments.ts'
import { PROGRAM } from './program.ts'

const WIDTH = 120

/** The manual page of a command. */
export function manual(command: Command): string {
  const lines = ['NAME', `\t${PROGRAM} ${command.command} - ${command.summary}`, '', 'SYNOPSIS']
  for (const form of command.synopsis) {
    for (const [i, line] of wrap(`${PROGRAM} ${command.command} ${form}`.trimEnd(), WIDTH - 12).entries()) lines.push(`\t${i === 0 ? '' : '    '}${line}`)
  }
  lines.push('', 'DESCRIPTION')
  for (const [i, paragraph] of command.description.entries()) {
    if (i > 0) lines.push('')
    for (const line of wrap(paragraph, WIDTH - 8)) lines.push(`\t${line}`)
  }
  lines.push('', 'OPTIONS')
  for (const option of [...command.options, HELP_OPTION]) {
    lines.push(`\t${optionHead(option)}`)
    for (const line of wrap(option.help, WIDTH - 10)) lines.push(`\t  ${line}`)
    lines.push('')
  }
  return lines.join('\n')
}

/** The forms and options of a command, as they stand below an error. */
export function usage(command: Command): string {
  const forms = command.synopsis.map((form, i) => `${i === 0 ? 'usage:' : '   or:'} ${PROGRAM} ${command.command} ${form}`.trimEnd())
  const lines = [...forms, '', `Specific ${PROGRAM} ${command.command} options`]
  for (const option of command.options) {
    lines.push(`    ${optionHead(option)}`)
    for (const line of wrap(option.help, WIDTH - 6)) lines.push(`      ${line}`)
    lines.push('')
  }
  return `${lines.join('\n')}\n`
}

/** The list of commands, as it stands under the program's name alone, or under a command that leads to others. */
export function commandList(commands: readonly { readonly name: string; readonly summary: string }[], program = PROGRAM): string {
  const lines = commands.map(({ name, summary }) => `${name.padStart(20)} - ${summary}`)
  return [`Valid commands for ${program} are`, ...lines, ''].join('\n')
}

function optionHead({ long, short, value }: OptionSpec): string {
  if (value === undefined) return short === undefined ? `--${long}` : `-${short}, --${long}`
  return short === undefined ? `--${long}=<${value}>` : `-${short} <${value}>, --${long}=<${value}>`
}

/** Words in lines of at most `width` characters. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines
}
