// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import type { Command } from '../../src-renderer/panels/context'
import { useRememberedState } from '../../src-renderer/panels/analysis/rememberedState'
import { wantedTile } from '../../src-renderer/panels/dashboard/wantedTile'
import { sqlTabsOf } from '../../src-renderer/panels/sql/sqlTabs'
import { commandItems, type PaletteItem } from '../../src-renderer/shell/palette/paletteItem'
import { rankItems } from '../../src-renderer/shell/palette/rankItems'
import { workspaceItems } from '../../src-renderer/shell/palette/workspaceItems'
import { workspaceOf } from '../panels/analysis/fakeContext'

function command(id: string, more: Partial<Command> = {}): Command {
  return { id, title: id, group: 'Work', run: () => undefined, ...more }
}
function item(title: string, more: Partial<PaletteItem> = {}): PaletteItem {
  return { id: `${more.kind ?? 'Page'}:${title}`, kind: 'Page', title, run: () => undefined, ...more }
}
const titles = (items: readonly PaletteItem[], text: string): readonly string[] =>
  rankItems(items, text).map(({ title }) => title)

describe('the commands of the palette', () => {
  it('are those that can run now, those of a group together, so that no heading stands twice', () => {
    const list = [
      command('1', { group: 'Go to' }),
      command('2', { group: 'Work' }),
      command('3', { group: 'Go to' }),
      command('off', { when: () => false }),
      command('4', { group: 'View' }),
      command('5', { group: 'Work' }),
    ]
    expect(commandItems(list).map(({ id }) => id)).toEqual(['1', '3', '2', '5', '4'])
  })
  it('are one an id: the newest', () => {
    const items = commandItems([command('run', { title: 'Run old' }), command('run', { title: 'Run new' })])
    expect(items.map(({ title }) => title)).toEqual(['Run new'])
  })
  it('say what the workspace lacks for them', () => {
    expect(commandItems([command('a', { lacks: () => 'Needs a log.' })])[0]?.lacks).toBe('Needs a log.')
  })
})

describe('ranking', () => {
  it('puts the same before beginnings before words before parts before letters in order', () => {
    const list = ['Undo some', 'Reuse', 'Active users', 'Users', 'us'].map((title) => item(title))
    expect(titles(list, 'us')).toEqual(['us', 'Users', 'Active users', 'Reuse', 'Undo some'])
  })
  it('knows the words of names in any style', () => {
    const list = ['last_seen', 'firstSeen', 'utm.source', 'oversee'].map((title) => item(title, { kind: 'Column' }))
    expect(titles(list, 'see')).toEqual(['last_seen', 'firstSeen', 'oversee'])
    expect(titles(list, 'utm source')).toEqual(['utm.source'])
  })
  it('finds words apart, and a column by its table', () => {
    const list = [
      item('country', { kind: 'Column', place: 'orders · string' }),
      item('country', { kind: 'Column', place: 'events · string' }),
      item('Orders by country'),
    ]
    expect(rankItems(list, 'events country').map(({ place }) => place)).toEqual(['events · string'])
    expect(titles(list, 'country orders')).toEqual(['Orders by country', 'country'])
  })
  it('shows pages before columns of the same name', () => {
    const list = [item('sessions', { kind: 'Column' }), item('Sessions')]
    expect(rankItems(list, 'sessions').map(({ kind }) => kind)).toEqual(['Page', 'Column'])
  })
  it('takes first letters of words, and no letters strewn about', () => {
    const list = [item('Return on spend'), item('Retention of cohorts over months')]
    expect(titles(list, 'ros')).toEqual(['Return on spend'])
    expect(titles(list, 'zzz')).toEqual([])
    expect(titles([item('A very long title that has it all')], 'vtq')).toEqual([])
  })
})

describe('what is found of a workspace', () => {
  let went: string[] = []
  const workspace = workspaceOf('ws-palette')
  const board = JSON.stringify({ title: 'Weekly', tiles: [{ kind: 'text', text: '# Notes of May\nmore' }] })
  const found = (): readonly PaletteItem[] =>
    workspaceItems(
      workspace,
      [
        { name: 'weekly', text: board },
        { name: 'broken', text: '{' },
      ],
      (route) => went.push(route),
    )
  const best = (text: string): PaletteItem => rankItems(found(), text)[0]!
  beforeEach(() => {
    went = []
    localStorage.clear()
  })

  it('has one id each', () => {
    const ids = found().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
  it('opens an analysis that is a tab, even where its panel is shown', () => {
    const isAny = (value: unknown): value is { analysis: string } => value !== null
    const shown = useRememberedState('ws-palette', 'funnel', { analysis: 'funnel' }, isAny)
    const lift = found().find(({ id }) => id.startsWith('analysis:funnel/') && id !== 'analysis:funnel/funnel')!
    lift.run()
    expect(`analysis:funnel/${shown.value.analysis}`).toBe(lift.id)
    expect(went).toEqual(['funnel'])
  })
  it('brings a tile into sight, also of a text', () => {
    expect(best('notes may').kind).toBe('Tile')
    best('notes may').run()
    expect(wantedTile.value).toEqual({ dashboard: 'weekly', index: 0 })
    expect(went).toEqual(['dashboard/weekly'])
  })
  it('opens a column as a SELECT of its values, in a tab of SQL', () => {
    const column = found().find(({ kind, title }) => kind === 'Column' && title === 'plan')!
    column.run()
    expect(sqlTabsOf(workspace).front.value.text).toMatch(/^SELECT plan, count\(\*\) AS "rows"\nFROM /)
    expect(went).toEqual(['sql'])
    expect(rankItems(found(), 'untitled')[0]?.kind).toBe('SQL tab')
  })
  it('opens a table on its page, and what is derived as a SELECT', () => {
    const [table] = workspace.catalog.tables
    found()
      .find(({ kind, title }) => kind === 'Table' && title === table!.name)!
      .run()
    found()
      .find(({ kind, title }) => kind === 'Table' && title === `${table!.name}_sessions`)
      ?.run()
    expect(went[0]).toBe('tables')
    expect(JSON.parse(localStorage.getItem('lathe:panel:ws-palette:tables') ?? '')).toEqual({ table: 'log' })
  })
})
