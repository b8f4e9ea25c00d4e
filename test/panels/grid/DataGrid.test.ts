// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import DataGrid from '../../../src-renderer/panels/grid/DataGrid.vue'
import { arrayTable } from './arrayTable'

const rows = 5_000
const table = arrayTable({
  id: ['integer', Array.from({ length: rows }, (_, index) => index)],
  share: ['double', Array.from({ length: rows }, (_, index) => (index === 1 ? null : (index * 7) % 100))],
})

// happy-dom lays nothing out: give elements the size that the grid measures.
beforeAll(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(480)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
})
afterEach(() => vi.unstubAllGlobals())

function mountGrid() {
  const written: string[] = []
  vi.stubGlobal('navigator', { clipboard: { writeText: (text: string) => { written.push(text); return Promise.resolve() } } })
  const grid = mount(DataGrid, { props: { table, label: 'Result', columns: [{ name: 'share', about: 'Share of users', format: 'percent' }] }, attachTo: document.body })
  return { grid, written }
}

describe('DataGrid', () => {
  it('draws only the rows in view and says how many there are', async () => {
    const { grid } = mountGrid()
    await nextTick()
    const drawn = grid.findAll('[role=row]').length
    expect(drawn).toBeGreaterThan(5)
    expect(drawn).toBeLessThan(80)
    expect(grid.get('[role=grid]').attributes('aria-rowcount')).toBe('5001')
    expect(grid.findAll('[role=columnheader]').map((one) => one.text())).toEqual(['idinteger', 'sharedouble'])
    expect(grid.findAll('[role=gridcell]')[1]!.text()).toBe('0.0 %')
    expect(grid.findAll('[role=gridcell]')[3]!.text()).toBe('null')
    grid.unmount()
  })

  it('sorts by click: numbers from the top, then from the bottom, then as they came', async () => {
    const { grid } = mountGrid()
    const first = (): string => grid.findAll('[role=gridcell]')[1]!.text()
    const header = grid.findAll('[role=columnheader]')[1]!
    await header.trigger('click')
    expect(first()).toBe('99.0 %')
    expect(header.attributes('aria-sort')).toBe('descending')
    await header.trigger('click')
    expect(first()).toBe('0.0 %')
    expect(header.attributes('aria-sort')).toBe('ascending')
    await header.trigger('click')
    expect(header.attributes('aria-sort')).toBe('none')
    grid.unmount()
  })

  it('selects with the keyboard and copies what is selected', async () => {
    const { grid, written } = mountGrid()
    const element = grid.get('[role=grid]')
    await element.trigger('keydown', { key: 'ArrowDown' })
    await element.trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    await element.trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    expect(grid.findAll('[aria-selected=true]')).toHaveLength(4)
    await element.trigger('keydown', { key: 'c', ctrlKey: true })
    await nextTick()
    expect(written).toEqual(['id\tshare\n0\t0\n1\t'])
    expect(grid.emitted('copied')).toEqual([[2, 2]])
    grid.unmount()
  })
})
