import { usages } from './commands/usages'
import { OPTIONS, type Option } from './options'
import type { TerminalCommand } from './terminalCommand'

/** Where help says what a command does beside it, where its further lines begin, and how wide they are. */
const ABOUT_AT = 49,
  MORE_AT = 15,
  WIDTH = 110

/** Words on lines of at most WIDTH, those after the first indented. An option stays with its brackets. */
function wrapped(text: string, indent = MORE_AT): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.trimEnd().match(/ *(?:\[[^\]]*\]…?|\S+)/g) ?? []) {
    if (line !== '' && line.length + word.length > WIDTH) {
      lines.push(line)
      line = ' '.repeat(indent) + word.trimStart()
    } else line += word
  }
  return [...lines, line]
}

function usageOf({ name, usage: { words, about, more = [] } }: Pick<TerminalCommand, 'name' | 'usage'>): string {
  const first = wrapped(`  lathe ${name} ${words}`)
  const further = more.flatMap((line) => wrapped(' '.repeat(MORE_AT) + line))
  const isShort = first.length === 1 && (first[0] ?? '').length < ABOUT_AT - 1
  if (about === undefined) return [...first, ...further].join('\n')
  if (isShort && ABOUT_AT + about.length <= WIDTH)
    return [(first[0] ?? '').padEnd(ABOUT_AT) + about, ...further].join('\n')
  return [...first, ...further, ...wrapped(`      ${about}`, 6)].join('\n')
}

/** What `lathe --help` prints: made of the commands and the options. */
export const USAGE = `Lathe turns event logs into answers, offline.

${usages.map(usageOf).join('\n')}

${Object.values(OPTIONS)
  .flatMap((option: Option<unknown>) => option.help ?? [])
  .flatMap((line) => wrapped(line, 4))
  .join('\n')}
QUERY is a name (see lathe queries) or a path to a .sql file. --workspace :memory: keeps nothing.
Exit status: 0 done; 1 failed; 2 wrong usage; 3 done, but some input was rejected or a check not passed
(with --strict).
`

/** What `lathe COMMAND --help` prints; all of it where there is no such command. */
export function usageText(command: string | undefined): string {
  const found = usages.find(({ name }) => name === command)
  return found === undefined ? USAGE : `${usageOf(found)}\n`
}
