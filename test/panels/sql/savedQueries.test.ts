// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import type { SavedQuery } from '../../../src-renderer/host/workbench'
import { LatheError } from '../../../src-renderer/model/error'
import { panelContextKey } from '../../../src-renderer/panels/context'
import SavedQueryPanel from '../../../src-renderer/panels/sql/SavedQueryPanel.vue'
import { runnableQuery } from '../../../src-renderer/query/saved/runnableQuery'
import { prepareSql } from '../../../src-renderer/panels/sql/prepareSql'
import { sqlTabsOf } from '../../../src-renderer/panels/sql/sqlTabs'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import { readQueryFile } from '../../../src-renderer/query/saved/queryFile'
import { catalog, fakeContext, workspaceOf } from '../analysis/fakeContext'

const log = catalog.tables[0]!
const orders: CatalogTable = {
  name: 'my orders',
  kind: 'table',
  rows: 3,
  minTs: null,
  maxTs: null,
  minDate: null,
  maxDate: null,
  columns: [{ name: 'cost', type: 'double', source: 'cost' }],
}
const withTables = (...tables: readonly CatalogTable[]): Catalog => ({ ...catalog, tables })

beforeEach(() => {
  localStorage.clear()
})

describe('SQL with parameters in the editor', () => {
  const text = `-- title: T
-- parameter: since date = 2024-01-31
-- parameter: what event

SELECT 1 WHERE d >= $since AND $what AND evnt`
  it('runs with the defaults of its header, and leads places back', () => {
    const prepared = prepareSql(text, text, catalog)
    expect(prepared.sql).toContain("d >= DATE '2024-01-31' AND TRUE")
    expect(prepared.notes).toEqual(['$since = 2024-01-31', '$what = none'])
    expect(prepared.positionOf(prepared.sql.indexOf('evnt'))).toBe(text.indexOf('evnt'))
  })
  it('takes the header also for a selection', () => {
    const selection = text.slice(text.indexOf('SELECT'), text.indexOf(' AND $what'))
    expect(prepareSql(text, selection, catalog).sql).toBe("SELECT 1 WHERE d >= DATE '2024-01-31'")
  })
  it('leaves SQL without parameters as it is, whatever its remarks say', () => {
    for (const sql of ["-- title: T\n-- colour: red\nSELECT '$x', $$a$$", 'SELECT 1'])
      expect(prepareSql(sql, sql, catalog)).toMatchObject({ sql, notes: [] })
  })
  it('names the one that the header does not declare, among others and alone', () => {
    const one = '-- title: T\n-- parameter: a integer = 1\nSELECT $a',
      two = `${one}, $b`
    expect(prepareSql(one, one, catalog).sql).toMatch(/SELECT 1$/)
    expect(() => prepareSql(two, two, catalog)).toThrow(
      expect.objectContaining({ parameter: 'b', offset: two.indexOf('$b') }),
    )
  })
  it('says where a parameter stands that nothing declares, and which line of a header is wrong', () => {
    expect(() => prepareSql('SELECT $x', 'SELECT $x', catalog)).toThrow(
      expect.objectContaining({ code: 'bad-parameter', offset: 7 }),
    )
    expect(() => prepareSql('-- title: T\n-- colour: red\nSELECT $x', 'SELECT $x', catalog)).toThrow(
      expect.objectContaining({ code: 'bad-file', payload: { file: 'SQL', line: 2 } }),
    )
  })
})

describe('a saved query as an analysis', () => {
  const query = (sql: string, header = '') => readQueryFile('q', `${header}${sql}`)
  it('offers the events of the one event table that it reads', () => {
    const other: CatalogTable = { ...log, name: 'Other log' }
    const both = withTables(log, other, orders)
    expect(runnableQuery(query('SELECT 1 FROM log'), both)).toMatchObject({
      source: 'log',
      analysis: { reads: 'events' },
    })
    expect(runnableQuery(query('SELECT 1 FROM "Other log"'), both).source).toBe('Other log')
    expect(runnableQuery(query('SELECT 1 FROM log, "Other log"'), both)).toMatchObject({
      source: null,
      analysis: { reads: 'events' },
    })
    expect(runnableQuery(query('SELECT 1', '-- tables: log\n'), both).source).toBe('log')
  })
  it('offers the columns of plain tables where it reads only those', () => {
    const kept = runnableQuery(
      query('SELECT * FROM "my orders" WHERE $f', '-- parameter: f filter\n'),
      withTables(log, orders),
    )
    expect(kept).toMatchObject({ source: null, analysis: { reads: { tables: ['my orders'] } } })
    expect(
      kept.analysis.plan({ f: [{ column: 'cost', op: '>', value: 2 }] }, withTables(log, orders), null).sql,
    ).toMatch(/"cost"/)
    expect(runnableQuery(query('SELECT 1'), withTables(orders)).analysis.reads).toEqual({ tables: [] })
  })
})

describe('the panel of a saved query', () => {
  const show = (name: string, context: ReturnType<typeof fakeContext>) =>
    mount(
      defineComponent(() => () => h(TooltipProvider, () => h(SavedQueryPanel, { name }))),
      { global: { provide: { [panelContextKey as symbol]: context } } },
    )

  it('shows the line of a wrong header, and opens it in the editor', async () => {
    const context = fakeContext(() => Promise.reject(new Error('must not run')), workspaceOf('header'))
    await context.savedQueries.save('bad', '-- title: T\n-- colour: red\nSELECT 1')
    const wrapper = show('bad', context)
    expect(wrapper.text()).toContain('bad, line 2: "colour" is no header key')
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Edit in SQL')!
      .trigger('click')
    expect([sqlTabsOf(workspaceOf('header')).front.value.query, context.log.at(-1)]).toEqual(['bad', 'go sql'])
    wrapper.unmount()
  })

  it('shows the line of wrong SQL in the file, not in what ran', async () => {
    const context = fakeContext(
      (plan) =>
        Promise.reject(
          new LatheError('bad-sql', 'No column evnt.', { sql: plan.sql, position: plan.sql.indexOf('evnt') }),
        ),
      workspaceOf('sql'),
    )
    await context.savedQueries.save(
      'wrong',
      '-- title: T\n-- parameter: since date = 2024-01-31\n\n\nSELECT a\n  FROM log WHERE d > $since\n  AND evnt\n',
    )
    const wrapper = show('wrong', context)
    await flushPromises()
    expect(wrapper.text()).toContain('Line 7 of wrong.sql: No column evnt.')
    wrapper.unmount()
  })

  it('begins with the defaults of its header, dates among them, and runs what the form says', async () => {
    const ran: string[] = []
    const context = fakeContext((plan) => {
      ran.push(plan.sql)
      return Promise.reject(new LatheError('bad-sql', 'Not here.', { sql: plan.sql }))
    }, workspaceOf('form'))
    await context.savedQueries.save(
      'dates',
      '-- parameter: from date = 2024-01-10\n-- parameter: to date = 2024-01-20\n-- parameter: top integer = ' +
        '5\n\nSELECT $from, $to, $top FROM log',
    )
    const wrapper = show('dates', context)
    await flushPromises()
    const value = (label: string): string => wrapper.get<HTMLInputElement>(`input[aria-label=${label}]`).element.value
    expect([value('From'), value('To'), value('Top')]).toEqual(['2024-01-10', '2024-01-20', '5'])
    await wrapper.get('input[aria-label=Top]').setValue('7')
    await vi.waitFor(() => {
      expect(ran).toEqual([
        "SELECT DATE '2024-01-10', DATE '2024-01-20', 5 FROM log",
        "SELECT DATE '2024-01-10', DATE '2024-01-20', 7 FROM log",
      ])
    })
    wrapper.unmount()
  })

  it('has no form where it has no parameters', async () => {
    const context = fakeContext(
      (plan) => Promise.reject(new LatheError('bad-sql', 'Not here.', { sql: plan.sql })),
      workspaceOf('formless'),
    )
    await context.savedQueries.save('plain', 'SELECT 1')
    const wrapper = show('plain', context)
    await flushPromises()
    expect([wrapper.find('form').exists(), wrapper.findAll('[role=tab]').map((tab) => tab.text())]).toEqual([
      false,
      ['Table', 'SQL', 'Definition'],
    ])
    wrapper.unmount()
  })

  it('waits while the list is read, then says that a query is gone', async () => {
    const context = fakeContext(() => Promise.reject(new Error('must not run')))
    const all = shallowRef<readonly SavedQuery[] | null>(null)
    const wrapper = show('gone', { ...context, savedQueries: { ...context.savedQueries, all } })
    expect([wrapper.text(), wrapper.find('[aria-busy=true]').exists()]).toEqual(['', true])
    all.value = [{ name: 'other', text: 'SELECT 1' }]
    await flushPromises()
    expect(wrapper.text()).toContain('The workspace has no query “gone” any more.')
    wrapper.unmount()
  })
})
