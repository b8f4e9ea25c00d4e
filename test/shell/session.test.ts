// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { createRoute, hashOfRoute, routeOfHash } from '../../src-renderer/shell/route'
import { createSession } from '../../src-renderer/shell/session'
import { createTheme } from '../../src-renderer/shell/theme'

beforeEach(() => {
  localStorage.clear()
  location.hash = ''
})

describe('the session', () => {
  it('remembers theme, workspace and a route for each workspace', () => {
    const session = createSession(localStorage)
    session.writeTheme('dark')
    session.writeWorkspace('w1')
    session.writeRoute('w1', 'funnel')
    session.writeRoute('w2', 'sql')
    const next = createSession(localStorage)
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
    const session = createSession({ getItem: refused, setItem: refused, removeItem: refused })
    session.writeTheme('dark')
    expect([session.readTheme(), session.readWorkspace()]).toEqual(['system', null])
    localStorage.setItem('lathe:theme', 'sepia')
    expect(createSession(localStorage).readTheme()).toBe('system')
  })

  it('draws the theme that was chosen and remembers it', () => {
    const theme = createTheme(createSession(localStorage))
    theme.choice.value = 'dark'
    expect(document.documentElement.dataset['theme']).toBe('dark')
    expect(theme.drawn.value).toBe('dark')
    theme.choice.value = 'light'
    expect(document.documentElement.dataset['theme']).toBe('light')
    expect(createSession(localStorage).readTheme()).toBe('light')
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
