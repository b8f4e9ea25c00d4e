// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Tabs from '../../../src-renderer/panels/sql/sqlTabs'
import type * as History from '../../../src-renderer/panels/sql/sqlHistory'
import { fakeContext, workspaceOf } from '../analysis/fakeContext'

/** The tabs as after a start: nothing is known but what is stored. */
async function start(): Promise<typeof Tabs & typeof History> {
  vi.resetModules()
  const tabs = await import('../../../src-renderer/panels/sql/sqlTabs')
  return { ...tabs, ...(await import('../../../src-renderer/panels/sql/sqlHistory')) }
}
const texts = ({ state }: Tabs.SqlTabs): readonly string[] => state.value.tabs.map((tab) => tab.text)
const workspace = workspaceOf('w')

beforeEach(() => {
  localStorage.clear()
})

describe('tabs of SQL', () => {
  it('begin with a first question, are opened behind the one in front, and come back on the next start', async () => {
    const { sqlTabsOf, tabTitle } = await start()
    const tabs = sqlTabsOf(workspace)
    expect(tabs.front.value).toMatchObject({ query: null, text: expect.stringContaining('FROM log') as string })
    const two = tabs.open('two')
    tabs.select(1)
    tabs.open('three', 'saved')
    tabs.draftOf(two).text.value = 'two, changed'
    expect([texts(tabs).slice(1), tabTitle(tabs.front.value)]).toEqual([['three', 'two, changed'], 'saved'])
    const later = (await start()).sqlTabsOf(workspace)
    expect(later.state.value).toEqual(tabs.state.value)
    expect((await start()).sqlTabsOf(workspaceOf('other')).state.value.tabs).toHaveLength(1)
  })

  it('are put in another order, as far as the ends, which comes back', async () => {
    const { sqlTabsOf } = await start()
    const tabs = sqlTabsOf(workspace)
    const two = tabs.open('two')
    tabs.open('three')
    tabs.move(two, 9)
    expect(texts(tabs).slice(1)).toEqual(['three', 'two'])
    tabs.move(two, -1)
    tabs.move(99, 1)
    expect(texts(tabs).slice(1)).toEqual(['two', 'three'])
    tabs.move(two, -5)
    expect(texts(tabs)[0]).toBe('two')
    expect((await start()).sqlTabsOf(workspace).state.value).toEqual(tabs.state.value)
  })

  it('closes one and puts it back; the last one leaves a fresh one', async () => {
    const { sqlTabsOf } = await start()
    const tabs = sqlTabsOf(workspace)
    const two = tabs.open('two')
    const three = tabs.open('three')
    tabs.select(two)
    const undo = tabs.close(two)
    expect(tabs.front.value.id).toBe(three)
    undo()
    undo()
    expect([tabs.front.value.id, texts(tabs).slice(1)]).toEqual([two, ['two', 'three']])
    tabs.close(1)
    expect(tabs.front.value.id).toBe(two)
    tabs.close(three)
    tabs.close(two)
    expect([tabs.state.value.tabs.length, tabs.front.value.text.includes('FROM log')]).toEqual([1, true])
    expect(tabs.front.value.id).toBeGreaterThan(three)
  })

  it('knows what is kept nowhere else', async () => {
    const { isUnsaved, sqlTabsOf } = await start()
    const starter = sqlTabsOf(workspace).front.value
    const kept = [{ name: 'a', text: 'SELECT\r\n1\r\n' }]
    const of = (text: string, query: string | null): boolean => isUnsaved({ id: 1, text, query }, workspace, kept)
    expect([
      isUnsaved(starter, workspace, kept),
      of('', null),
      of('SELECT 1', null),
      of('SELECT\n1', 'a'),
      of('SELECT 2', 'a'),
      of('SELECT 1', 'gone'),
    ]).toEqual([false, false, true, false, true, true])
  })

  it('shows a saved query once, in a tab that nobody wrote in or in a new one', async () => {
    const { editInSql, sqlTabsOf } = await start()
    const tabs = sqlTabsOf(workspace)
    const context = fakeContext(() => Promise.reject(new Error('no run')), workspace)
    editInSql(context, workspace, { name: 'a', text: 'SELECT 1' })
    expect([texts(tabs), tabs.front.value.query, context.log.at(-1)]).toEqual([['SELECT 1'], 'a', 'go sql'])
    tabs.draftOf(1).text.value = 'SELECT 1, 1'
    editInSql(context, workspace, { name: 'b', text: 'SELECT 2' })
    editInSql(context, workspace, { name: 'a', text: 'SELECT 1' })
    expect([texts(tabs), tabs.front.value.query]).toEqual([['SELECT 1, 1', 'SELECT 2'], 'a'])
  })

  it('follows a saved query to its new name, without losing what was written', async () => {
    const { sqlTabsOf } = await start()
    const tabs = sqlTabsOf(workspace)
    tabs.open('SELECT 1\n', 'a')
    tabs.open('SELECT 2', 'a')
    tabs.renamed({ name: 'a', text: 'SELECT 1' }, 'b', 'new')
    expect(tabs.state.value.tabs.slice(1).map(({ text, query }) => [text, query])).toEqual([
      ['new', 'b'],
      ['SELECT 2', 'b'],
    ])
  })

  it('takes over what the panel with one text held, and forgets what it cannot read', async () => {
    localStorage.setItem('lathe:panel:w:sql', '"SELECT 7"')
    localStorage.setItem('lathe:panel:w:sql-query', '"mine"')
    localStorage.setItem('lathe:panel:w:sql-tabs', '{"tabs":[],"front":1}')
    const { sqlTabsOf } = await start()
    expect(sqlTabsOf(workspace).state.value).toEqual({ tabs: [{ id: 1, text: 'SELECT 7', query: 'mine' }], front: 1 })
  })
})

describe('the history of runs', () => {
  const entry = (text: string): History.SqlRunEntry => ({
    text,
    at: 1,
    elapsedMs: 12.4,
    outcome: { kind: 'rows', rows: 1204, columns: 3, truncated: false },
  })
  it('keeps the newest 200 of each workspace, between starts too', async () => {
    const { sqlHistoryOf } = await start()
    for (let run = 1; run <= 205; run++) sqlHistoryOf('w').add(entry(`SELECT ${run}`))
    const { entries } = (await start()).sqlHistoryOf('w')
    expect([entries.value.length, entries.value[0]!.text, entries.value.at(-1)!.text]).toEqual([
      200,
      'SELECT 205',
      'SELECT 6',
    ])
    expect(sqlHistoryOf('other').entries.value).toEqual([])
  })
  it('is cleared, and comes back behind what ran meanwhile', async () => {
    const { sqlHistoryOf } = await start()
    const history = sqlHistoryOf('w')
    history.add(entry('a'))
    const undo = history.clear()
    expect(history.entries.value).toEqual([])
    history.add(entry('b'))
    undo()
    expect(history.entries.value.map(({ text }) => text)).toEqual(['b', 'a'])
  })
  it('says what came of a run', async () => {
    const { outcomeText } = await start()
    const of = (outcome: History.SqlRunEntry['outcome']): string => outcomeText({ ...entry('x'), outcome })
    expect([
      outcomeText(entry('x')),
      of({ kind: 'rows', rows: 100_000, columns: 1, truncated: true }),
      of({ kind: 'error', message: 'No column evnt.\nPerhaps event.' }),
      of({ kind: 'cancelled' }),
    ]).toEqual([
      '1,204 rows × 3 columns · 12 ms',
      'first 100,000 rows × 1 column · 12 ms',
      'No column evnt.',
      'cancelled after 12 ms',
    ])
  })
})
