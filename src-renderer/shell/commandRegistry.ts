import { shallowRef, type ShallowRef } from 'vue'
import type { Command } from '../panels/context'
import { isComposing } from '../panels/ui/composing'
import { matchesShortcut } from './shortcuts'

/**
 * The one registry behind palette, shortcuts and help. Ids are unique; a later command of the same id stands in front
 * while it lives.
 */
export interface Commands {
  readonly all: Readonly<ShallowRef<readonly Command[]>>
  /** Call the result to take the command away again. */
  add(command: Command): () => void
  /** False when there is no such command or it cannot run now. */
  run(id: string): boolean
  /** Runs the newest command whose shortcut this is and that can run now. */
  handleKey(event: KeyboardEvent): boolean
}

export function createCommands(): Commands {
  const all = shallowRef<readonly Command[]>([])

  function runs(command: Command): boolean {
    return command.when === undefined || command.when()
  }

  return {
    all,
    add(command) {
      all.value = [...all.value, command]
      return () => {
        all.value = all.value.filter((entry) => entry !== command)
      }
    },
    run(id) {
      const command = all.value.findLast((entry) => entry.id === id && runs(entry))
      command?.run()
      return command !== undefined
    },
    handleKey(event) {
      if (event.defaultPrevented || isComposing(event)) return false
      const command = all.value.findLast(
        (entry) => entry.shortcut !== undefined && matchesShortcut(event, entry.shortcut) && runs(entry),
      )
      if (command === undefined) return false
      event.preventDefault()
      command.run()
      return true
    },
  }
}

/**
 * Commands that can run now and fit the text, best first: titles that begin with it, then words that do, then titles
 * that hold its letters in order. Without text, all in their order, those of a group together.
 */
export function searchCommands(commands: readonly Command[], text: string): readonly Command[] {
  const seen = new Set<string>()
  const wanted = text.trim().toLowerCase()
  const scored: { command: Command; score: number }[] = []
  for (const command of commands.toReversed()) {
    if (seen.has(command.id)) continue
    seen.add(command.id)
    const score = scoreOf(command.title.toLowerCase(), wanted)
    if (score !== null && (command.when === undefined || command.when())) scored.push({ command, score })
  }
  const found = scored
    .reverse()
    .sort((a, b) => a.score - b.score)
    .map((entry) => entry.command)
  if (wanted !== '') return found
  const groups = [...new Set(found.map(({ group }) => group))]
  return groups.flatMap((group) => found.filter((command) => command.group === group))
}

function scoreOf(title: string, wanted: string): number | null {
  if (wanted === '') return 0
  if (title.startsWith(wanted)) return 0
  if (title.includes(` ${wanted}`)) return 1
  if (title.includes(wanted)) return 2
  let from = 0
  for (const letter of wanted) {
    const at = title.indexOf(letter, from)
    if (at < 0) return null
    from = at + 1
  }
  return 3
}
