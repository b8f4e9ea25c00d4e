// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { createRoute, hashOfRoute, routeOfHash } from '../../src-renderer/shell/route'
import { createWindowMemory } from '../../src-renderer/shell/windowMemory'
import { createTheme } from '../../src-renderer/shell/theme'

beforeEach(() => {
  localStorage.clear()
  location.hash = ''
})

describe('the memory', () => {
  it('remembers theme, workspace and a route for each workspace', () => {
    const memory = createWindowMemory(localStorage)
    memory.writeTheme('dark')
    memory.writeWorkspace('w1')
    memory.writeRoute('w1', 'funnel')
    memory.writeRoute('w2', 'sql')
    const next = createWindowMemory(localStorage)
    expect([
      next.readTheme(),
      next.readWorkspace(),
      next.readRoute('w1'),
      next.readRoute('w2'),
      next.readRoute('w3'),
    ]).toEqual(['dark', 'w1', 'funnel', 'sql', null])
    next.writeWorkspace(null)
    expect(next.readWorkspace()).toBeNull()
  })

  it('lives without storage, and without what another version left there', () => {
    const refused = (): never => {
      throw new DOMException('refused', 'SecurityError')
    }
    const memory = createWindowMemory({ getItem: refused, setItem: refused, removeItem: refused })
    memory.writeTheme('dark')
    expect([memory.readTheme(), memory.readWorkspace()]).toEqual(['system', null])
    localStorage.setItem('lathe:theme', 'sepia')
    expect(createWindowMemory(localStorage).readTheme()).toBe('system')
  })

  it('draws the theme that was chosen and remembers it', () => {
    const theme = createTheme(createWindowMemory(localStorage))
    theme.choice.value = 'dark'
    expect(document.documentElement.dataset['theme']).toBe('dark')
    expect(theme.drawn.value).toBe('dark')
    theme.choice.value = 'light'
    expect(document.documentElement.dataset['theme']).toBe('light')
    expect(createWindowMemory(localStorage).readTheme()).toBe('light')
  })
})

describe('routes', () => {
  it('reads names and nothing else', () => {
    expect(routeOfHash('#/active-users')).toBe('active-users')
    for (const foreign of [
      '',
      '#',
      '#/',
      '#active-users',
      '#/a/b',
      '#/<script>',
      '#/query/',
      '#/query/a/b',
      '#/query/%',
    ])
      expect(routeOfHash(foreign)).toBeNull()
  })

  it('names saved queries, whatever their files are called', () => {
    expect(hashOfRoute('retention')).toBe('#/retention')
    for (const name of ['by-day', 'Q3 report', '100%', 'Umsätze?', '#1'])
      expect(routeOfHash(hashOfRoute(`query/${name}`))).toBe(`query/${name}`)
    for (const id of ['a/b', 'ünï', '42', '..', '#?&'])
      expect(routeOfHash(hashOfRoute(`user/${id}`))).toBe(`user/${id}`)
  })

  it('follows the hash, and writes it', async () => {
    const route = createRoute('start')
    expect(route.current.value).toBe('start')
    route.go('funnel')
    expect(location.hash).toBe('#/funnel')
    location.hash = '#/retention'
    window.dispatchEvent(new Event('hashchange'))
    await Promise.resolve()
    expect(route.current.value).toBe('retention')
  })
})
