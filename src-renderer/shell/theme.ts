import { shallowRef, watchEffect, type ShallowRef } from 'vue'
import type { WindowMemory, ThemeChoice } from './windowMemory'

export interface Theme {
  readonly choice: ShallowRef<ThemeChoice>
  /** What is drawn: the choice, or what the system says. */
  readonly drawn: ShallowRef<'light' | 'dark'>
}

/** Keeps `<html data-theme>` in step with the choice and the system. */
export function createTheme(memory: WindowMemory): Theme {
  const choice = shallowRef(memory.readTheme())
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const systemDark = shallowRef(system.matches)
  const drawn = shallowRef<'light' | 'dark'>('light')
  system.addEventListener('change', (event) => {
    systemDark.value = event.matches
  })
  watchEffect(
    () => {
      drawn.value = choice.value === 'system' ? (systemDark.value ? 'dark' : 'light') : choice.value
      document.documentElement.dataset['theme'] = drawn.value
      memory.writeTheme(choice.value)
    },
    { flush: 'sync' },
  )
  return { choice, drawn }
}
