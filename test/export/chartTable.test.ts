import { describe, expect, it } from 'vitest'
import { chartTable } from '../../src-renderer/export/chartTable'
import { tableToCsv } from '../../src-renderer/export/csv'
import { EDGE_CASES, MARKS } from '../../src-renderer/panels/gallery/galleryCharts'

const tableOf = (name: string) => chartTable([...MARKS, ...EDGE_CASES].find((one) => one.name === name)!.spec)

describe('chartTable', () => {
  it('holds every point of every series, with intervals and completeness', () => {
    const table = chartTable({
      kind: 'line',
      title: '',
      summary: '',
      x: { label: 'date', type: 'date' },
      y: { label: 'Users', format: 'integer' },
      series: [
        {
          name: 'a',
          points: [
            { x: '2025-01-02', y: 2, low: 1, high: 3 },
            { x: '2025-01-01', y: null },
          ],
        },
        { name: 'a', points: [{ x: '2025-01-03', y: 4, incomplete: true }] },
      ],
    })
    expect(tableToCsv(table)).toBe(
      'date,a,a low,a high,a (2),a complete\n2025-01-01,,,,,\n2025-01-02,2,1,3,,\n2025-01-03,,,,4,false\n',
    )
    expect(tableOf('line-twenty-thousand').rowCount).toBe(20_000)
  })

  it('gives a heatmap by row and column, blank where nothing can be observed', () => {
    const table = tableOf('heatmap-nulls')
    expect(table.columns.map((column) => column.name)).toEqual(['Segment', 'Size', '0', '1', '2'])
    expect(table.column('1')).toEqual([0, null, 31.25])
  })

  it('gives a funnel its shares', () => {
    const row = tableOf('funnel-checkout').row(1)
    expect(row).toMatchObject({ step: 2, event: 'add_to_cart', users: 517, lost: 81 })
    expect(row['% of first']).toBeCloseTo((517 / 598) * 100, 9)
    expect(tableOf('funnel-empty').row(1)['% of previous']).toBeNull()
  })

  it('gives points and spans as they are', () => {
    expect(tableOf('sankey-one').rows()).toEqual([
      { column: 'Start', from: 'search', to: 'Conversion', Journeys: 12 },
      { column: 'Start', from: 'unused', to: 'Conversion', Journeys: 0 },
    ])
    expect(tableOf('scatter-route').row(3)).toEqual({
      label: 'Order 1841',
      Longitude: -122.4021,
      Latitude: 37.7901,
      group: 'drop-off',
      stop: 4,
    })
    expect(tableOf('interval-edges').row(0)).toEqual({
      Row: 'a metric with a name that goes on for far longer than its place',
      estimate: 4100,
      low: 3900,
      high: 4300,
    })
    expect(tableOf('interval-edges').row(1)).toEqual({ Row: 'none', estimate: null, low: null, high: null })
    expect(tableOf('timeline-overlap').column('span')).toEqual(['Order 1', 'Order 2', 'Order 3', 'Order 4'])
  })

  it('refuses a column that is not there', () => {
    expect(() => tableOf('scatter-route').value(0, 'nope')).toThrow(RangeError)
    expect(() => tableOf('scatter-route').column('nope')).toThrow(RangeError)
  })

  it('has columns of different names and one format each, for every chart', () => {
    for (const { spec } of [...MARKS, ...EDGE_CASES]) {
      const { columns, formats } = chartTable(spec)
      expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length)
      expect(formats).toHaveLength(columns.length)
    }
  })
})
