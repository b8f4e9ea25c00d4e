import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A line of docs/notes.md: what was asked for, and the commands that answer it. */
export interface Note {
  readonly section: string
  readonly asked: string
  readonly answer: string
  /** The words of each command after `lathe`. */
  readonly commands: readonly (readonly string[])[]
}

/** The words of a command as a shell parts them. */
export function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare!,
  )
}

/** The lines of docs/notes.md, in its order. */
export function readNotes(): readonly Note[] {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/notes.md'), 'utf8')
  return text
    .split(/^## /m)
    .slice(1)
    .flatMap((part) => {
      const [section = '', ...lines] = part.split('\n')
      return lines
        .filter((line) => line.startsWith('| ') && !line.startsWith('| asked for'))
        .map((line) => {
          const [asked = '', answer = ''] = line.slice(2, -2).split(' | ')
          const commands = [...answer.matchAll(/`lathe ([^`]*)`/g)].map(([, command]) => wordsOf(command!))
          return { section, asked, answer, commands }
        })
    })
}
