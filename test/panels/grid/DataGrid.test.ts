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
  vi.stubGlobal('navigator', {
    clipboard: {
      writeText: (text: string) => {
        written.push(text)
        return Promise.resolve()
      },
    },
  })
  const grid = mount(DataGrid, {
    props: { table, label: 'Result', columns: [{ name: 'share', about: 'Share of users', format: 'percent' }] },
    attachTo: document.body,
  })
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
    expect(grid.findAll('[role=gridcell]')[1]!.text()).toBe('0 %')
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
    expect(first()).toBe('0 %')
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
    expect(grid.emitted('copied')).toEqual([[2, 2, '']])
    grid.unmount()
  })

  it('opens what is behind a cell by double click, Enter and its arrow, in the order on screen', async () => {
    const { grid } = mountGrid()
    await grid.setProps({
      opens: (row: number, column: number) => column === 1 && row !== 1,
      marks: (row: number) => row === 2,
    })
    await grid.findAll('[role=columnheader]')[1]!.trigger('click')
    const cells = grid.findAll('[role=gridcell]')
    expect(cells[0]!.classes()).not.toContain('opens')
    await cells[0]!.trigger('dblclick')
    expect(grid.emitted('open')).toBeUndefined()
    // The greatest share, 99, stands in row 57 first.
    await cells[1]!.trigger('dblclick')
    await cells[1]!.trigger('pointerdown', { button: 0 })
    await grid.get('[role=grid]').trigger('keydown', { key: 'Enter' })
    await cells[1]!.get('.opener').trigger('click')
    expect(grid.emitted('open')).toEqual([
      [57, 1],
      [57, 1],
      [57, 1],
    ])
    await grid.findAll('[role=columnheader]')[1]!.trigger('click')
    await grid.findAll('[role=columnheader]')[1]!.trigger('click')
    expect(grid.findAll('.row.marked')).toHaveLength(1)
    expect(grid.findAll('.row')[2]!.classes()).toContain('marked')
    grid.unmount()
  })
})
