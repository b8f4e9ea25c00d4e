// @vitest-environment happy-dom
import { panels } from '../../queries/index'
import { mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, shallowRef, type Component } from 'vue'
import type { WorkspaceInfo, WorkspaceState } from '../../src-renderer/host/workbench'
import { panelContextKey } from '../../src-renderer/panels/context'
import StartPanel from '../../src-renderer/panels/start/StartPanel.vue'
import NameDialog from '../../src-renderer/panels/dashboard/NameDialog.vue'
import { Menu } from '../../src-renderer/panels/ui'
import NavigationRail from '../../src-renderer/shell/NavigationRail.vue'
import StatusLine from '../../src-renderer/shell/StatusLine.vue'
import TopBar from '../../src-renderer/shell/TopBar.vue'
import type { RunningTask } from '../../src-renderer/shell/statusStore'

const INFO: WorkspaceInfo = {
  id: 'w',
  name: 'gamelaunch',
  openedAt: new Date(Date.now() - 3 * 86_400_000).toISOString(),
  rows: 1234,
  tables: ['visits', 'orders'],
}
const STATE: WorkspaceState = {
  info: INFO,
  sources: [],
  damage: [],
  catalog: {
    timezone: 'Europe/Berlin',
    weekStart: 7,
    hasTestUsers: false,
    tables: [
      {
        name: 'visits',
        kind: 'events',
        columns: [],
        rows: 1000,
        minTs: 1,
        maxTs: 2,
        minDate: '2023-12-30',
        maxDate: '2024-01-05',
      },
      { name: 'orders', kind: 'table', columns: [], rows: 234, minTs: null, maxTs: null, minDate: null, maxDate: null },
    ],
  },
}

/** Mounts under the tooltip provider that the window has. */
function show(
  component: Component,
  props: Record<string, unknown>,
  provide: Record<symbol, unknown> = {},
): ReturnType<typeof mount> {
  return mount(
    defineComponent(() => () => h(TooltipProvider, () => h(component, props))),
    { global: { provide } },
  )
}

describe('the status line', () => {
  const task: RunningTask = { id: 1, text: 'Reading', fraction: 0.25, cancel: null, shown: true }

  it('shows the newest work that has gone on for a while, and cancels it', async () => {
    const cancel = vi.fn()
    const wrapper = show(StatusLine, {
      followed: [],
      workspace: STATE,
      message: null,
      tasks: [task, { ...task, id: 2, text: 'Running', cancel }, { ...task, id: 3, text: 'Too new', shown: false }],
    })
    expect(wrapper.get('[role=progressbar]').attributes()).toMatchObject({
      'aria-label': 'Running',
      'aria-valuenow': '25',
    })
    await wrapper.get('button').trigger('click')
    expect(cancel).toHaveBeenCalledOnce()
    expect(wrapper.text()).toContain('1,234 rows in 2 tables')
  })

  it('says what the data covers and how days and weeks are cut', () => {
    const wrapper = show(StatusLine, { followed: [], workspace: STATE, message: null, tasks: [] })
    expect(
      wrapper
        .get('[aria-label="Data range"]')
        .findAll('span')
        .map((part) => part.text()),
    ).toEqual(['30 Dec 2023 – 5 Jan 2024', 'Europe/Berlin', 'weeks from Sunday'])
  })

  it('keeps what the last work said', () => {
    const wrapper = show(StatusLine, {
      followed: [],
      workspace: null,
      message: { text: '12 rows · 3 ms', failed: false },
      tasks: [{ ...task, shown: false }],
    })
    expect(wrapper.get('[role=status]').text()).toBe('12 rows · 3 ms')
    expect(wrapper.find('[role=progressbar]').exists()).toBe(false)
  })
})

describe('the top bar', () => {
  it('turns from one theme to the next', async () => {
    const onTheme = vi.fn()
    for (const theme of ['system', 'light', 'dark']) {
      const wrapper = show(TopBar, { theme, isPlain: true, back: null, onTheme })
      await wrapper.get('[aria-label^=Theme]').trigger('click')
    }
    expect(onTheme.mock.calls.flat()).toEqual(['light', 'dark', 'system'])
  })
})

describe('the navigation', () => {
  it('leads to every panel by link, and marks the one that is shown', () => {
    const wrapper = show(NavigationRail, {
      workspace: STATE,
      recent: [INFO],
      route: 'retention',
      queries: [],
      views: [],
      dashboards: [],
      rejected: 3,
      failed: 0,
    })
    const links = wrapper.findAll('nav a')
    expect(links.map((link) => link.attributes('href'))).toEqual([
      '#/overview',
      '#/dashboards',
      ...panels.map((panel) => `#/${panel.name}`),
      '#/sql',
      '#/tables',
      '#/model',
      '#/checks',
      '#/segments',
      '#/user',
      '#/rejects',
    ])
    expect(links.filter((link) => link.attributes('aria-current') === 'page').map((link) => link.text())).toEqual([
      'Retention',
    ])
    expect(links.at(-1)?.text()).toBe('Rejects3')
    expect(wrapper.text()).not.toContain('Queries')
  })

  it('mutes panels whose data the workspace lacks, and says why', () => {
    const columns = [{ name: 'channel', type: 'string', source: 'channel' }] as const
    const table = { ...STATE.catalog.tables[0]!, kind: 'events' as const, columns: [...columns] }
    const workspace = { ...STATE, catalog: { ...STATE.catalog, tables: [table] } }
    const wrapper = show(NavigationRail, {
      workspace,
      recent: [INFO],
      route: 'trends',
      queries: [],
      views: [],
      dashboards: [],
      rejected: 0,
      failed: 2,
    })
    const lacking = wrapper.findAll('nav a.lacking')
    // Entities, attribution and the others have what they need; experiments can still plan sizes.
    expect(lacking.map((link) => link.text())).toEqual(['Graph', 'Content', 'Batching'])
    expect(lacking[2]?.attributes('title')).toBe(
      'Needs a table of deliveries (driver_id, picked_up_at, delivered_at or the like), which this workspace does not have.',
    )
  })

  it('lists saved queries by their titles, also one whose header cannot be read', () => {
    const queries = [
      { name: 'by-day', text: '-- title: Events by day\nSELECT 1' },
      { name: 'Q3 report', text: '-- title: Odd\n-- colour: red\nSELECT 1' },
    ]
    const wrapper = show(NavigationRail, {
      workspace: STATE,
      recent: [INFO],
      route: 'query/Q3 report',
      queries,
      views: [{ name: 'week-1', text: '{"title":"Week 1","analysis":"retention"}' }],
      dashboards: [{ name: 'odd', text: '{' }],
      rejected: 0,
      failed: 2,
    })
    expect(wrapper.get('nav a[href="#/checks"]').text()).toBe('Checks2 failed')
    expect(wrapper.findAll('nav h2').map((head) => head.text())).toEqual([
      'Dashboards',
      'Analyses',
      'Definitions',
      'Saved analyses',
      'Queries',
      'Data',
    ])
    expect(wrapper.get('a[href="#/dashboard/odd"]').text()).toBe('odd')
    expect(wrapper.get('a[href="#/view/week-1"]').text()).toBe('Week 1')
    const links = wrapper.findAll('nav a').filter((link) => link.attributes('href')?.startsWith('#/query/') === true)
    expect(links.map((link) => [link.attributes('href'), link.text(), link.attributes('aria-current')])).toEqual([
      ['#/query/by-day', 'Events by day', undefined],
      ['#/query/Q3%20report', 'Q3 report', 'page'],
    ])
  })
})

describe('the start page', () => {
  it('lists workspaces and samples, opens and removes them, and says what went wrong', async () => {
    const context = { chooseFiles: vi.fn(), openSample: vi.fn(), workspace: shallowRef(null) }
    const onOpen = vi.fn()
    const onRemove = vi.fn()
    const samples = [{ name: 'ads', title: 'Ads', about: 'Five weeks of ads.', files: 2, group: 'made up' }]
    const wrapper = show(
      StartPanel,
      {
        recent: [INFO],
        recentFiles: [],
        samples,
        opening: null,
        problem: 'It is open in another window.',
        onOpen,
        onRemove,
      },
      { [panelContextKey as symbol]: context },
    )
    expect(wrapper.get('[role=alert]').text()).toContain('It is open in another window.')
    const button = (name: string): Promise<void> => {
      const found = wrapper
        .findAll('button')
        .find((entry) => entry.attributes('aria-label') === name || entry.text().startsWith(name))
      if (found === undefined) throw new Error(`No button is called ${name}.`)
      return found.trigger('click')
    }
    await button('Open files…')
    await button('gamelaunch')
    await button('Remove gamelaunch')
    await button('Ads')
    await nextTick()
    expect(context.chooseFiles).toHaveBeenCalledOnce()
    expect(context.openSample).toHaveBeenCalledWith('ads')
    expect([onOpen.mock.calls, onRemove.mock.calls]).toEqual([[['w']], [[INFO]]])
    expect(wrapper.text()).toContain('1,234 rows · visits, orders')
    expect(wrapper.text()).toContain('3 days ago')
  })

  it('finds a workspace by its name, tables or place, and renames or opens to read only by its menu', async () => {
    const context = { chooseFiles: vi.fn(), openSample: vi.fn(), workspace: shallowRef(null) }
    const [onOpen, onOpenReadOnly, onRename] = [vi.fn(), vi.fn(), vi.fn()]
    const recent = ['Spring', 'Summer', 'Autumn', 'Winter', 'Shop', 'Games'].map((name, index) => ({
      ...INFO,
      id: name,
      name,
      tables: [index === 4 ? 'orders' : 'events'],
    }))
    const props = { recentFiles: [], samples: [], opening: null, problem: null, onOpen, onOpenReadOnly, onRename }
    const provide = { [panelContextKey as symbol]: context }
    expect(
      show(StartPanel, { ...props, recent: recent.slice(1) }, provide)
        .find('[type=search]')
        .exists(),
    ).toBe(false)
    const wrapper = show(StartPanel, { ...props, recent }, provide)
    const names = () => wrapper.findAll('.entry-name').map((one) => one.text())
    const search = wrapper.get<HTMLInputElement>('[type=search]')
    await search.setValue('ORD sh')
    expect(names()).toEqual(['Shop'])
    await search.trigger('keydown', { key: 'Enter' })
    expect(onOpen.mock.calls).toEqual([['Shop']])
    await search.setValue('zebra')
    expect([names(), wrapper.text()]).toEqual([[], expect.stringContaining('No workspace has “zebra”')])
    await search.setValue('')
    expect(names()).toHaveLength(6)
    const menu = wrapper.findAllComponents(Menu)[1]!
    menu.vm.$emit('choose', 'read-only')
    menu.vm.$emit('choose', 'rename')
    await nextTick()
    wrapper.getComponent(NameDialog).vm.$emit('save', 'Late summer', '')
    await nextTick()
    expect([onOpenReadOnly.mock.calls, onRename.mock.calls]).toEqual([[['Summer']], [[recent[1], 'Late summer']]])
  })
})
