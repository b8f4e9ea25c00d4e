// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { menuCommands } from '../../src-renderer/shell/connectDesktop'

describe('the commands as native menus show them', () => {
  it('are the newest of each id, in the order in which ids first came, with whether they can run now', () => {
    const run = (): void => undefined
    let isOpen = false
    const commands = [
      { id: 'a', title: 'A', group: 'File', run },
      { id: 'run', title: 'Run', group: 'Work', shortcut: 'Mod+Enter', when: () => false, run },
      { id: 'b', title: 'B', group: 'View', when: () => isOpen, run },
      { id: 'run', title: 'Run query', group: 'Work', shortcut: 'Mod+Enter', run },
    ] as const
    const expected = [
      { id: 'a', title: 'A', group: 'File', enabled: true },
      { id: 'run', title: 'Run query', group: 'Work', enabled: true, shortcut: 'Mod+Enter' },
    ]
    expect(menuCommands(commands)).toEqual([...expected, { id: 'b', title: 'B', group: 'View', enabled: false }])
    isOpen = true
    expect(menuCommands(commands)[2]).toEqual({ id: 'b', title: 'B', group: 'View', enabled: true })
  })
})
