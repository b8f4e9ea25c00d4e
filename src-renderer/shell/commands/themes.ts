import type { ThemeChoice } from '../windowMemory'
import type { WindowCommand } from './windowCommand'

const TITLES: Readonly<Record<ThemeChoice, string>> = {
  light: 'Light theme',
  dark: 'Dark theme',
  system: 'Theme as the system',
}

/** One for each theme. */
export const themes: readonly WindowCommand[] = (['light', 'dark', 'system'] as const).map((choice) => ({
  id: `theme:${choice}`,
  title: TITLES[choice],
  group: 'View',
  run: ({ theme }) => {
    theme.choice.value = choice
  },
}))
