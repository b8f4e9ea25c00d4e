// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import type { Datum } from '../../src-renderer/chart/scene'
import type { ChartSpec } from '../../src-renderer/chart/spec'
import ChartView from '../../src-renderer/panels/chart/ChartView.vue'
import { fileNameOf } from '../../src-renderer/panels/chart/fileNameOf'
import { hasCharts, toggleTables } from '../../src-renderer/panels/chart/shownCharts'
import { EDGE_CASES, MARKS } from '../../src-renderer/panels/gallery/galleryCharts'

const WIDTH = 640
let wrapper: VueWrapper | null = null

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  )
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(WIDTH)
})
afterEach(() => {
  wrapper?.unmount()
  wrapper = null
  document.documentElement.removeAttribute('data-theme')
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function show(name: string): Promise<{ view: VueWrapper; root: VueWrapper; selected: string[] }> {
  const selected: string[] = []
  const spec: ChartSpec = [...MARKS, ...EDGE_CASES].find((one) => one.name === name)!.spec
  const root = mount(
    defineComponent(
      () => () =>
        h(TooltipProvider, null, {
          default: () =>
            h(ChartView, {
              spec,
              onSelect: ({ id }: Datum) => {
                selected.push(id)
              },
            }),
        }),
    ),
    { attachTo: document.body },
  )
  wrapper = root
  await nextTick()
  await nextTick()
  return { view: root.findComponent(ChartView), root, selected }
}

const tooltip = (): HTMLElement | null => document.querySelector('.chart-tooltip')

describe('ChartView', () => {
  it('draws the scene in the width of its container, with title and summary', async () => {
    const { view } = await show('funnel-checkout')
    expect(view.get('svg[viewBox^="0 0 640"]').attributes('width')).toBe(String(WIDTH))
    expect(view.findAll('rect[data-datum]')).toHaveLength(11)
    expect(view.text()).toContain('Checkout funnel')
    expect(view.text()).toContain('without a time limit')
  })

  it('is one tab stop; arrows go from mark to mark, speak, and Enter selects', async () => {
    const { view, selected } = await show('funnel-checkout')
    const stop = view.get('[role="application"]')
    expect(view.findAll('[tabindex="0"]')).toHaveLength(1)
    expect(stop.attributes('aria-label')).toBe('Checkout funnel')
    await stop.trigger('keydown', { key: 'ArrowRight' })
    await stop.trigger('keydown', { key: 'ArrowRight' })
    expect(view.get('[aria-live]').text()).toMatch(/^Step 2, add_to_cart: 517 users, 86.5 % of the first step/)
    await nextTick()
    expect(tooltip()?.textContent).toContain('517')
    await stop.trigger('keydown', { key: 'Enter' })
    expect(selected).toEqual(['1'])
    await stop.trigger('keydown', { key: 'Escape' })
    expect(tooltip()).toBeNull()
  })

  it('shows what is under the pointer and selects it on click', async () => {
    const { view, selected } = await show('heatmap-retention')
    const cell = view.get('rect[data-datum="2:3"]')
    const svg = view.get('svg[viewBox^="0 0 640"]')
    await svg.trigger('pointermove', {
      clientX: Number(cell.attributes('x')) + 4,
      clientY: Number(cell.attributes('y')) + 4,
    })
    await nextTick()
    expect(tooltip()?.textContent).toContain('Day 3')
    expect(tooltip()?.textContent).toMatch(/\d+ of \d+ users/)
    await svg.trigger('click')
    expect(selected).toEqual(['2:3'])
    await svg.trigger('pointerleave')
    expect(tooltip()).toBeNull()
  })

  it('keeps the tooltip inside the window', async () => {
    vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(function (this: HTMLElement) {
      return this.classList.contains('chart-tooltip')
        ? new DOMRect(0, 0, 300, 120)
        : new DOMRect(window.innerWidth - 60, window.innerHeight - 40, WIDTH, 280)
    })
    const { view } = await show('funnel-checkout')
    await view.get('[role="application"]').trigger('keydown', { key: 'End' })
    await nextTick()
    await nextTick()
    const { left, top } = tooltip()!.style
    expect(Number.parseInt(left) + 300).toBeLessThanOrEqual(window.innerWidth)
    expect(Number.parseInt(left)).toBeGreaterThanOrEqual(0)
    expect(Number.parseInt(top) + 120).toBeLessThanOrEqual(window.innerHeight)
    expect(Number.parseInt(top)).toBeGreaterThanOrEqual(0)
  })

  it('turns to its table and back by a key, with or without the focus in it, and speaks', async () => {
    const { view } = await show('heatmap-nulls')
    const other = mount(
      defineComponent(() => () => h(TooltipProvider, null, { default: () => h(ChartView, { spec: MARKS[0]!.spec }) })),
      { attachTo: document.body },
    )
    await nextTick()
    const tables = () => [view, other].map((one) => one.find('table').exists())
    toggleTables()
    await nextTick()
    expect(tables()).toEqual([true, true])
    expect(view.get('[aria-live]').text()).toBe('By segment: shown as a table.')
    view.get<HTMLElement>('.view').element.focus()
    toggleTables()
    await nextTick()
    expect(tables()).toEqual([false, true])
    // The focus stays, and arrow keys go on from there; in a table they scroll and choose nothing.
    await view.get('[role="application"]').trigger('keydown', { key: 'ArrowRight' })
    expect(view.get('[aria-live]').text()).toMatch(/^Segment paid social/)
    toggleTables()
    await nextTick()
    await view.get('[role="region"]').trigger('keydown', { key: 'ArrowRight' })
    expect(view.get('[aria-live]').text()).toBe('By segment: shown as a table.')
    other.unmount()
    expect(hasCharts()).toBe(true)
    wrapper?.unmount()
    wrapper = null
    expect(hasCharts()).toBe(false)
  })

  it('shows its data as a table, nulls as dashes', async () => {
    const { view } = await show('heatmap-nulls')
    await view.get('button[aria-label="Table"]').trigger('click')
    expect(view.find('svg[viewBox^="0 0 640"]').exists()).toBe(false)
    expect(view.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()))).toEqual([
      ['paid social, second campaign of the spring season', '–', '100 %', '0 %', '–'],
      ['organic', '–', '–', '–', '–'],
      ['email', '–', '100 %', '31.3 %', '12.5 %'],
    ])
  })

  it('follows the theme of the page', async () => {
    const { view } = await show('funnel-checkout')
    expect(view.get('rect[data-datum="0"]').attributes('fill')).toBe('#4062bf')
    document.documentElement.dataset['theme'] = 'dark'
    await vi.waitFor(() => {
      expect(view.get('rect[data-datum="0"]').attributes('fill')).toBe('#2c79c6')
    })
  })

  it('says that there is no data', async () => {
    const { view } = await show('line-empty')
    expect(view.get('svg[viewBox^="0 0 640"]').text()).toContain('No data in this range')
    await view.get('[role="application"]').trigger('keydown', { key: 'ArrowRight' })
    expect(tooltip()).toBeNull()
  })
})

describe('fileNameOf', () => {
  it.each([
    ['Retention by cohort', 'retention-by-cohort'],
    ['DAU / MAU (%)', 'dau-mau'],
    ['Übersicht: 注文', 'übersicht-注文'],
    ['../..', 'chart'],
  ])('%s is %s', (title, name) => {
    expect(fileNameOf(title)).toBe(name)
  })
})
