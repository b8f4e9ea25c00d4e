// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import type { Command } from '../../src-renderer/panels/context'
import { holdComposing, isComposing } from '../../src-renderer/panels/ui/composing'
import { createCommands } from '../../src-renderer/shell/commandRegistry'
import { matchesShortcut } from '../../src-renderer/shell/shortcuts'

function command(id: string, more: Partial<Command> = {}): Command {
  return { id, title: id, group: 'Work', run: () => undefined, ...more }
}

function press(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true, ...init })
  target.dispatchEvent(event)
  return event
}

describe('shortcuts', () => {
  it('needs exactly the keys that it names', () => {
    expect(matchesShortcut(press('k', { ctrlKey: true }), 'Mod+K', false)).toBe(true)
    expect(matchesShortcut(press('K', { ctrlKey: true, shiftKey: true }), 'Mod+K', false)).toBe(false)
    expect(matchesShortcut(press('F', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+F', false)).toBe(true)
    expect(matchesShortcut(press('k'), 'Mod+K', false)).toBe(false)
    expect(matchesShortcut(press('k', { ctrlKey: true, altKey: true }), 'Mod+K', false)).toBe(false)
  })

  it('takes the command key on a Mac, and there only', () => {
    expect(matchesShortcut(press('o', { metaKey: true }), 'Mod+O', true)).toBe(true)
    expect(matchesShortcut(press('o', { ctrlKey: true }), 'Mod+O', true)).toBe(false)
    expect(matchesShortcut(press('o', { metaKey: true }), 'Mod+O', false)).toBe(false)
  })

  it('takes a sign with or without Shift, as keyboards differ', () => {
    expect(matchesShortcut(press('?', { shiftKey: true }), '?', false)).toBe(true)
    expect(matchesShortcut(press('?'), '?', false)).toBe(true)
  })

  it('leaves plain keys to somebody who types, but not Escape', () => {
    const input = document.body.appendChild(document.createElement('input'))
    expect(matchesShortcut(press('?', {}, input), '?', false)).toBe(false)
    expect(matchesShortcut(press('Escape', {}, input), 'Escape', false)).toBe(true)
    expect(matchesShortcut(press('o', { ctrlKey: true }, input), 'Mod+O', false)).toBe(true)
  })
})

describe('commands', () => {
  it('runs the newest command of a shortcut that can run, and stops the browser from acting', () => {
    const commands = createCommands()
    const older = vi.fn()
    const newer = vi.fn()
    let newerCan = true
    commands.add(command('a', { shortcut: 'Escape', run: older }))
    const take = commands.add(command('b', { shortcut: 'Escape', run: newer, when: () => newerCan }))
    const event = press('Escape')
    expect(commands.handleKey(event)).toBe(true)
    expect(event.defaultPrevented).toBe(true)
    newerCan = false
    commands.handleKey(press('Escape'))
    newerCan = true
    take()
    commands.handleKey(press('Escape'))
    expect([older.mock.calls.length, newer.mock.calls.length]).toEqual([2, 1])
  })

  it('leaves keys alone that somebody else has taken, or that no command has', () => {
    const commands = createCommands()
    const run = vi.fn()
    commands.add(command('a', { shortcut: 'Escape', run }))
    const taken = press('Escape')
    taken.preventDefault()
    expect(commands.handleKey(taken)).toBe(false)
    const other = press('q', { ctrlKey: true })
    expect(commands.handleKey(other)).toBe(false)
    expect(other.defaultPrevented).toBe(false)
    expect(run).not.toHaveBeenCalled()
  })

  it.each<readonly [string, KeyboardEventInit]>([
    ['while letters are composed', { isComposing: true }],
    ['by the key that confirms them', { keyCode: 229 }],
  ])('are not run %s', (_, init) => {
    const commands = createCommands()
    const run = vi.fn()
    for (const shortcut of ['Escape', 'Enter', 'Mod+K']) commands.add(command(shortcut, { shortcut, run }))
    for (const event of [press('Escape', init), press('Enter', init), press('k', { ...init, ctrlKey: true })]) {
      expect(isComposing(event)).toBe(true)
      expect([commands.handleKey(event), event.defaultPrevented]).toEqual([false, false])
    }
    expect(run).not.toHaveBeenCalled()
    for (const event of [press('Escape'), press('Enter'), press('k', { ctrlKey: true })]) commands.handleKey(event)
    expect(run).toHaveBeenCalledTimes(3)
  })

  it('runs by id and says whether it could', () => {
    const commands = createCommands()
    const run = vi.fn()
    commands.add(command('a', { run, when: () => false }))
    expect(commands.run('a')).toBe(false)
    expect(commands.run('b')).toBe(false)
    commands.add(command('b', { run }))
    expect(commands.run('b')).toBe(true)
    expect(run).toHaveBeenCalledOnce()
  })
})

describe('keys of a composition', () => {
  it('reach no field or list of ours, only the SQL editor, and do in the page what they always do', () => {
    window.addEventListener('keydown', holdComposing, true)
    const field = document.body.appendChild(document.createElement('input'))
    const editor = document.body.appendChild(document.createElement('div'))
    editor.className = 'cm-editor'
    const line = editor.appendChild(document.createElement('div'))
    const seen: string[] = []
    for (const [name, element] of [
      ['field', field],
      ['editor', line],
    ] as const)
      element.addEventListener('keydown', (event) => {
        seen.push(`${name} ${(event as KeyboardEvent).key}`)
      })
    for (const target of [field, line]) {
      for (const init of [{ isComposing: true }, { keyCode: 229 }])
        expect(press('Enter', init, target).defaultPrevented).toBe(false)
      press('a', {}, target)
    }
    expect(seen).toEqual(['field a', 'editor Enter', 'editor Enter', 'editor a'])
    window.removeEventListener('keydown', holdComposing, true)
  })
})
