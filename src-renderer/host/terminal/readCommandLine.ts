import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { CommandLine, OptionValues } from './commandLine'
import { usages } from './commands/usages'
import { OPTIONS, type Option } from './options'
import { usageError } from './usageError'

const FLAGS: NonNullable<ParseArgsConfig['options']> = {
  help: { type: 'boolean', short: 'h' },
  ...Object.fromEntries(
    Object.values(OPTIONS).map((option: Option<unknown>) => [
      option.flag,
      {
        type: option.takes === 'nothing' ? ('boolean' as const) : ('string' as const),
        multiple: option.takes === 'texts',
        ...(option.short === undefined ? {} : { short: option.short }),
      },
    ]),
  ),
}

/** Reads the words after `lathe`; null for help. Throws `usage`. */
export function readCommandLine(words: readonly string[]): CommandLine | null {
  let parsed
  try {
    parsed = parseArgs({ args: [...words], allowPositionals: true, strict: true, options: FLAGS })
  } catch (error) {
    throw usageError('', error instanceof Error ? error.message : String(error))
  }
  const { values, positionals } = parsed
  const [command, ...operands] = positionals
  if (values['help'] === true || command === undefined || command === 'help') return null
  return { command: commandName(command), operands, ...readOptions(values, command) }
}

/** The word that names a command. Throws `usage` where it names none. */
function commandName(word: string): string {
  const names = usages.map(({ name }) => name)
  if (names.includes(word)) return word
  throw usageError(word, `There is no command "${word}"; there are ${names.join(', ')}.`)
}

/** What the options say. Throws `usage`. */
function readOptions(given: ReturnType<typeof parseArgs>['values'], command: string): OptionValues {
  const read = Object.entries(OPTIONS).map(([key, option]: [string, Option<unknown>]) => [
    key,
    option.read([given[option.flag] ?? []].flat().map(String), command),
  ])
  return Object.fromEntries(read) as OptionValues
}
