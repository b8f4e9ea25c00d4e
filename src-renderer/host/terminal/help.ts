import { COMMANDS } from './commands/index'
import { OPTIONS, type Option } from './options'
import type { TerminalCommand } from './terminalCommand'

/** Where help says what a command does, and where its further lines begin. */
const ABOUT_AT = 49,
  MORE_AT = 15

function usageOf({ name, usage: { words, about, more = [] } }: TerminalCommand): string {
  const first = `  lathe ${name} ${words}`.trimEnd()
  const lines = more.map((line) => ' '.repeat(MORE_AT) + line)
  return [about === undefined ? first : first.padEnd(ABOUT_AT) + about, ...lines].join('\n')
}

/** What `lathe --help` prints: made of the commands and the options. */
export const USAGE = `Lathe turns event logs into answers, offline.

${COMMANDS.map(usageOf).join('\n')}

${Object.values(OPTIONS)
  .flatMap((option: Option<unknown>) => option.help ?? [])
  .join('\n')}
QUERY is a name (see lathe queries) or a path to a .sql file. --workspace :memory: keeps nothing.
Exit status: 0 done; 1 failed; 2 wrong usage; 3 done, but some input was rejected (with --strict).
`
