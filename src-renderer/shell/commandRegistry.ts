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
