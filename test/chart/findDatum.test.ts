import { describe, expect, it } from 'vitest'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { datumAfterKey, datumAt } from '../../src-renderer/panels/chart/findDatum'
import { MARKS } from '../../src-renderer/panels/gallery/galleryCharts'

const sceneOf = (name: string) =>
  renderChart(MARKS.find((one) => one.name === name)!.spec, { width: 720, height: 280, theme: 'light' })
const heatmap = sceneOf('heatmap-retention'),
  lines = sceneOf('line-active-users'),
  bars = sceneOf('bar-stickiness')

describe('datumAt', () => {
  it('finds every cell of a heatmap from its middle, and none on blank ground', () => {
    for (const datum of heatmap.data) expect(datumAt(heatmap, datum.box.x + 5, datum.box.y + 5)?.id).toBe(datum.id)
    const last = heatmap.data.at(-1)!.box
    expect(datumAt(heatmap, last.x + 3 * last.width, last.y + 5)).toBeNull()
  })

  it('finds the nearest point of a line along x, then the nearest series', () => {
    const target = lines.data.find((datum) => datum.id === '2:50')!
    expect(datumAt(lines, target.box.x + 5, target.box.y + 30)?.id).toBe('2:50')
    expect(datumAt(lines, target.box.x + 4, lines.plot.y + lines.plot.height)?.id).toBe('0:50')
    expect(datumAt(lines, target.box.x, lines.plot.y + lines.plot.height + 40)).toBeNull()
  })

  it('finds a low bar from just above it, but not from far away', () => {
    const low = bars.data.at(-1)!.box
    expect(datumAt(bars, low.x + 2, low.y - 20)?.id).toBe(bars.data.at(-1)!.id)
    expect(datumAt(bars, low.x + 2, low.y - 80)).toBeNull()
  })
})

describe('datumAfterKey', () => {
  const go = (keys: readonly string[]) =>
    keys.reduce<string[]>((ids, key) => {
      const next = datumAfterKey(heatmap.data, heatmap.data.find((datum) => datum.id === ids.at(-1)) ?? null, key)
      return [...ids, next?.id ?? 'none']
    }, [])

  it('moves within rows and between them, and stops at the edges', () => {
    expect(go(['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowLeft', 'ArrowUp', 'ArrowUp'])).toEqual([
      '0:0',
      '0:1',
      '1:1',
      '1:0',
      '1:0',
      '0:0',
      '0:0',
    ])
    expect(go(['Home', 'End', 'ArrowRight'])).toEqual(['0:0', '0:14', '0:14'])
  })

  it('lands on the nearest mark of a shorter row', () => {
    expect(go(['Home', 'End', 'ArrowDown']).at(-1)).toBe('1:13')
  })

  it('leaves other keys alone', () => {
    expect(datumAfterKey(heatmap.data, null, 'Tab')).toBeNull()
  })

  it('reaches every mark', () => {
    for (const scene of [heatmap, lines, bars]) {
      const rows = [...new Set(scene.data.map((datum) => datum.row))]
      const reached = new Set<string>()
      let row = scene.data[0]!
      for (let index = 0; index < rows.length; index++) {
        let current = datumAfterKey(scene.data, row, 'Home')!
        for (;;) {
          reached.add(current.id)
          const next = datumAfterKey(scene.data, current, 'ArrowRight')!
          if (next === current) break
          current = next
        }
        row = datumAfterKey(scene.data, row, 'ArrowDown')!
      }
      expect(reached.size).toBe(scene.data.length)
    }
  })
})
