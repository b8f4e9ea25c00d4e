export type ThemeChoice = 'system' | 'light' | 'dark'

/**
 * What the window remembers from one start to the next, in localStorage: the theme, the workspace that was open, and
 * the route in each workspace. Panels keep their own parameters (panels/analysis/rememberedState). Storage that is
 * refused or full costs the memory, never the window.
 */
export interface WindowMemory {
  readTheme(): ThemeChoice
  writeTheme(theme: ThemeChoice): void
  readWorkspace(): string | null
  writeWorkspace(id: string | null): void
  readRoute(workspaceId: string): string | null
  writeRoute(workspaceId: string, route: string): void
  /** How many engines share the users of large logs. */
  readEngines(): number
  writeEngines(count: number): void
  /** Whether the tour was taken or skipped. */
  readTour(): boolean
  writeTour(): void
}

export function createWindowMemory(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): WindowMemory {
  function read(key: string): string | null {
    try {
      return storage.getItem(`lathe:${key}`)
    } catch {
      return null
    }
  }
  function write(key: string, value: string | null): void {
    try {
      if (value === null) storage.removeItem(`lathe:${key}`)
      else storage.setItem(`lathe:${key}`, value)
    } catch {
      // Refused or full: see above.
    }
  }
  return {
    readTheme() {
      const theme = read('theme')
      return theme === 'light' || theme === 'dark' ? theme : 'system'
    },
    writeTheme: (theme) => write('theme', theme),
    readWorkspace: () => read('workspace'),
    writeWorkspace: (id) => write('workspace', id),
    readRoute: (id) => read(`route:${id}`),
    writeRoute: (id, route) => write(`route:${id}`, route),
    readEngines: () => (/^[2-8]$/.test(read('engines') ?? '') ? Number(read('engines')) : 1),
    writeEngines: (count) => write('engines', String(count)),
    readTour: () => read('tour') !== null,
    writeTour: () => write('tour', 'done'),
  }
}
