import { describe, expect, it } from 'vitest'
import { spread } from '../../src-renderer/chart/directLabels'
import { formatValue } from '../../src-renderer/chart/format'
import type { CellsChart } from '../../src-renderer/chart/marks/cells'
import { heatmapDomain } from '../../src-renderer/chart/marks/heatmap'
import { contrast, inkOn, PALETTES, sequentialColor } from '../../src-renderer/chart/palette'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { walkNodes, type Scene } from '../../src-renderer/chart/scene'
import type { BarChart } from '../../src-renderer/chart/marks/bar'
import type { HeatmapChart } from '../../src-renderer/chart/marks/heatmap'
import type { LineChart } from '../../src-renderer/chart/marks/line'
import type { ChartSpec, Series } from '../../src-renderer/chart/spec'
import { thinPoints } from '../../src-renderer/chart/thinPoints'
import { packSpans } from '../../src-renderer/chart/marks/timeline'
import { EDGE_CASES, MARKS } from '../../src-renderer/panels/gallery/galleryCharts'
import { textsOf } from './layout'

const draw = (spec: ChartSpec, width = 720, height = 280): Scene => renderChart(spec, { width, height, theme: 'light' })
const named = (name: string): ChartSpec => [...MARKS, ...EDGE_CASES].find((one) => one.name === name)!.spec
const rectsOf = (scene: Scene) => [...walkNodes(scene.nodes)].filter((node) => node.kind === 'rect')
const boxOf = (scene: Scene, id: string) => scene.data.find((datum) => datum.id === id)!.box

function lineOf(series: readonly Series[], more: Partial<LineChart> = {}): LineChart {
  return {
    kind: 'line',
    title: 't',
    summary: 's',
    x: { label: 'Day', type: 'number' },
    y: { label: 'Users', format: 'integer' },
    series,
    ...more,
  }
}
function barOf(series: readonly Series[], more: Partial<BarChart> = {}): BarChart {
  return {
    kind: 'bar',
    layout: 'stacked',
    direction: 'vertical',
    title: 't',
    summary: 's',
    x: { label: '', type: 'category' },
    y: { label: 'Users', format: 'integer' },
    series,
    ...more,
  }
}

describe('line', () => {
  it('draws a series with a marker as marks alone, and the rest as lines', () => {
    const points = [1, 2, 3].map((x) => ({ x, y: x }))
    const scene = draw(
      lineOf([
        { name: 'a', points },
        { name: 'High', marker: 'down', points: points.slice(1) },
      ]),
    )
    const marks = [...walkNodes(scene.nodes)].filter((node) => 'datum' in node && /^1:/.test(String(node.datum)))
    expect(marks.map((node) => node.kind)).toEqual(['path', 'path'])
    const strokes = [...walkNodes(scene.nodes)].filter((node) => node.kind === 'path' && node.fill === 'none')
    expect(strokes).toHaveLength(1)
    expect(scene.data.filter((datum) => datum.row === 1).map((datum) => datum.label)).toEqual([
      'High, Day 2: 2.',
      'High, Day 3: 3.',
    ])
  })

  it('puts the first and last x at the ends of the plot and equal y at equal heights', () => {
    const scene = draw(
      lineOf([
        {
          name: 'a',
          points: [
            { x: 0, y: 0 },
            { x: 5, y: 100 },
            { x: 10, y: 100 },
          ],
        },
      ]),
    )
    const [first, middle, last] = scene.data.map((datum) => datum.box)
    expect(first!.x + 4 - scene.plot.x).toBeCloseTo(8)
    expect(scene.plot.x + scene.plot.width - (last!.x + 4)).toBeCloseTo(8)
    expect(middle!.x * 2).toBeCloseTo(first!.x + last!.x)
    expect(middle!.y).toBe(last!.y)
    expect(first!.y + 4).toBeCloseTo(scene.plot.y + scene.plot.height)
  })

  it('leaves a gap at null and dashes what touches an incomplete point', () => {
    const scene = draw(
      lineOf([
        {
          name: 'a',
          points: [
            { x: 0, y: 1 },
            { x: 1, y: 2 },
            { x: 2, y: null },
            { x: 3, y: 4 },
            { x: 4, y: 5 },
            { x: 5, y: 6, incomplete: true },
          ],
        },
      ]),
    )
    const lines = [...walkNodes(scene.nodes)].flatMap((node) =>
      node.kind === 'path' && node.join === 'round' ? [node] : [],
    )
    expect(lines.map((node) => node.dash !== undefined)).toEqual([false, false, true])
    expect(scene.data.map((datum) => datum.id)).toEqual(['0:0', '0:1', '0:3', '0:4', '0:5'])
    expect(scene.data.at(-1)!.label).toContain('incomplete')
    const hollow = [...walkNodes(scene.nodes)].filter(
      (node) => node.kind === 'circle' && node.fill === scene.background,
    )
    expect(hollow.map((node) => node.kind === 'circle' && node.datum)).toEqual(['0:5'])
  })

  it('names six of eight series and never sums the others', () => {
    const scene = draw(named('line-eight-series'))
    const legend = textsOf(scene)
      .filter((text) => text.part === 'legend')
      .map((text) => text.text)
    expect(legend).toHaveLength(7)
    expect(legend.at(-1)).toBe('Other (2 series)')
    expect(new Set(scene.data.map((datum) => datum.row)).size).toBe(8)
    const spec = named('line-eight-series') as LineChart
    const other = scene.data.find((datum) => datum.id === '7:44')!
    expect(other.lines.find((line) => line.strong)!.value).toBe(String(spec.series[7]!.points[44]!.y))
  })

  it('tells the series of one x together', () => {
    const scene = draw(named('line-active-users'))
    expect(scene.data.find((datum) => datum.id === '1:40')!.lines.map((line) => [line.label, line.strong])).toEqual([
      ['DAU', false],
      ['WAU', true],
      ['MAU', false],
    ])
  })

  it('keeps the highest and lowest of every pixel when it thins', () => {
    const points = Array.from({ length: 50_000 }, (_, index) => ({
      x: index / 100,
      y: index === 31_337 ? 9 : index === 40_001 ? -9 : Math.sin(index),
    }))
    const kept = thinPoints(points, 500)
    expect(kept.length).toBeLessThanOrEqual(2500)
    expect(kept.some((point) => point.y === 9) && kept.some((point) => point.y === -9)).toBe(true)
    expect(kept.every((point, index) => index === 0 || point.x >= kept[index - 1]!.x)).toBe(true)
    const scene = draw(named('line-twenty-thousand'))
    expect(scene.data.length).toBeLessThan(5000)
    expect(scene.data.some((datum) => datum.id === '0:12345')).toBe(true)
  })

  it('shows a band from low to high', () => {
    const scene = draw(lineOf([{ name: 'a', points: [0, 1, 2].map((x) => ({ x, y: 10, low: 5, high: 20 })) }]))
    const band = [...walkNodes(scene.nodes)].find((node) => node.kind === 'path' && node.opacity !== undefined)
    expect(band).toBeDefined()
    expect(scene.data[0]!.label).toContain('(5 to 20)')
  })

  it('spreads labels no further than it must', () => {
    expect(spread([10, 12, 100], 0, 200, 15)).toEqual([10, 25, 100])
    expect(spread([195, 198, 199], 0, 200, 15)).toEqual([170, 185, 200])
  })
})

describe('bar', () => {
  const series = [
    {
      name: 'New',
      points: [
        { x: 'a', y: 10 },
        { x: 'b', y: 20 },
      ],
    },
    {
      name: 'Back',
      points: [
        { x: 'a', y: 30 },
        { x: 'b', y: null },
      ],
    },
    {
      name: 'Gone',
      points: [
        { x: 'a', y: -20 },
        { x: 'b', y: -5 },
      ],
    },
  ]

  it('stacks up from zero, and down from zero below it', () => {
    const scene = draw(barOf(series))
    const a = boxOf(scene, '0:0'),
      onTop = boxOf(scene, '1:0'),
      below = boxOf(scene, '2:0')
    expect(onTop.y + onTop.height).toBeCloseTo(a.y)
    expect(below.y).toBeCloseTo(a.y + a.height)
    expect(onTop.height / a.height).toBeCloseTo(3, 1)
    expect(below.height / a.height).toBeCloseTo(2, 1)
    expect(a.x).toBe(below.x)
    expect(scene.data.some((datum) => datum.id === '1:1')).toBe(false)
  })

  it('sets grouped bars side by side, lying ones below each other', () => {
    const upright = draw(barOf(series, { layout: 'grouped' }))
    expect(boxOf(upright, '1:0').x).toBeGreaterThanOrEqual(boxOf(upright, '0:0').x + boxOf(upright, '0:0').width)
    const lying = draw(barOf(series, { layout: 'grouped', direction: 'horizontal' }))
    expect(boxOf(lying, '1:0').y).toBeGreaterThanOrEqual(boxOf(lying, '0:0').y + boxOf(lying, '0:0').height)
    expect(boxOf(lying, '2:0').x + boxOf(lying, '2:0').width).toBeCloseTo(boxOf(lying, '0:0').x)
  })

  it('keeps the place of a missing day', () => {
    const scene = draw(
      barOf([{ name: 'a', points: ['2025-03-01', '2025-03-02', '2025-03-04'].map((x) => ({ x, y: 1 })) }], {
        x: { label: 'Date', type: 'date' },
      }),
    )
    const [first, second, fourth] = scene.data.map((datum) => datum.box.x)
    expect(fourth! - second!).toBeCloseTo(2 * (second! - first!), 1)
  })

  it('draws incomplete bars hollow', () => {
    const scene = draw(
      barOf([
        {
          name: 'a',
          points: [
            { x: 'a', y: 4 },
            { x: 'b', y: 3, incomplete: true },
          ],
        },
      ]),
    )
    expect(
      rectsOf(scene)
        .filter((rect) => rect.dash !== undefined)
        .map((rect) => rect.datum),
    ).toEqual(['0:1'])
  })

  it('keeps the tallest bars when there are more than pixels', () => {
    const start = Date.UTC(2000, 0, 1)
    const points = Array.from({ length: 9000 }, (_, index) => ({
      x: new Date(start + index * 3_600_000).toISOString(),
      y: index === 4321 ? 999 : 10,
    }))
    const scene = draw(barOf([{ name: 'a', points }], { layout: 'grouped', x: { label: 'Hour', type: 'date' } }))
    expect(scene.data.length).toBeLessThan(1000)
    expect(scene.data.some((datum) => datum.id === '0:4321')).toBe(true)
    expect(scene.summary).toContain(`Drawn: the tallest bar of each pixel, ${scene.data.length} of 9,000 bars.`)
  })
})

describe('bars with names', () => {
  const named = (names: readonly string[], more: Partial<BarChart> = {}): BarChart =>
    barOf([{ name: 'Users', points: names.map((x, at) => ({ x, y: at + 1 })) }], more)
  const lies = (spec: BarChart): boolean => {
    const [first, second] = draw(spec).data.map((datum) => datum.box)
    return first!.x === second!.x
  }

  it('lie where one is long, however wide the chart, and stand where all are short', () => {
    expect(lies(named(['view', 'checkout_payment_method']))).toBe(true)
    expect(lies(named(['view', 'cart']))).toBe(false)
    expect(lies(named(['1,000 – 2,000', '2,000 – 3,000']))).toBe(false)
    expect(lies(named(['2024-03-01', '2024-03-02'], { x: { label: 'Date', type: 'date' } }))).toBe(false)
  })

  it('have the title of their values above them, where a low tile that scrolls shows it', () => {
    const scene = draw(named(Array.from({ length: 40 }, (_, at) => `checkout_payment_method_${at}`)), 400, 160)
    expect(scene.height).toBeGreaterThan(400)
    const title = textsOf(scene).find((text) => text.part === 'axis-title')!
    expect([title.text, title.y < scene.plot.y]).toEqual(['Users', true])
  })

  it('stand where a goal is drawn across them', () => {
    expect(lies(named(['view', 'checkout_payment_method'], { y: { label: 'n', format: 'integer', goal: 2 } }))).toBe(
      false,
    )
  })
})

describe('a route', () => {
  const route = (places: readonly (readonly [number, number])[]): ChartSpec => ({
    kind: 'scatter',
    title: 't',
    summary: 's',
    isMap: true,
    x: { label: 'Longitude', format: 'decimal' },
    y: { label: 'Latitude', format: 'decimal' },
    points: places.map(([x, y], at) => ({ x, y, label: `stop ${at}` })),
    path: places.map((_, at) => at),
  })
  const numbersOf = (scene: Scene) =>
    textsOf(scene)
      .filter((text) => text.part === 'label' && text.weight === 600)
      .map((text) => text.text)

  it('numbers all of its stops, those of one place together', () => {
    expect(
      numbersOf(
        draw(
          route([
            [0, 0],
            [1, 1],
            [2, 0],
          ]),
        ),
      ).sort(),
    ).toEqual(['1', '2', '3'])
    expect(
      numbersOf(
        draw(
          route([
            [0, 0],
            [1, 1],
            [1, 1],
            [2, 0],
          ]),
        ),
      ).sort(),
    ).toEqual(['1', '2, 3', '4'])
    expect(
      numbersOf(
        draw(
          route([
            [0, 0],
            [1, 1],
            [1, 1],
            [1, 1],
            [0, 0],
          ]),
        ),
      ).sort(),
    ).toEqual(['1, 5', '2–4'])
  })

  it('has an arrow on each leg that is long enough, from stop to stop', () => {
    const arrows = (places: readonly (readonly [number, number])[]) =>
      [...walkNodes(draw(route(places)).nodes)].flatMap((node) =>
        node.kind === 'path' && node.fill === PALETTES.light.muted ? [node.d] : [],
      )
    expect(
      arrows([
        [0, 0],
        [1, 1],
        [1, 1],
        [2, 0],
      ]),
    ).toHaveLength(2)
    const [there] = arrows([
      [0, 0],
      [1, 0],
    ])
    const [back] = arrows([
      [1, 0],
      [0, 0],
    ])
    const [tip, ...ends] = [...there!.matchAll(/(-?[\d.]+),/g)].map((match) => Number(match[1]))
    expect(tip).toBeGreaterThan(Math.max(...ends))
    expect(back).not.toBe(there)
  })
})

describe('marks on a line', () => {
  it('are named in a legend, in their shape and colour, and stand out from the line', () => {
    const days = [1, 2, 3].map((x) => ({ x, y: x }))
    const scene = draw(
      lineOf([
        { name: 'Users', points: days },
        {
          name: 'High drop',
          marker: 'down',
          tone: 'bad',
          points: days.map((point) => ({ ...point, y: point.x === 2 ? 2 : null })),
        },
      ]),
    )
    expect(
      textsOf(scene)
        .filter((text) => text.part === 'legend')
        .map((text) => text.text),
    ).toEqual(['High drop', 'Users'])
    const shapes = [...walkNodes(scene.nodes)].filter(
      (node) => node.kind === 'path' && node.fill === PALETTES.light.bad,
    )
    expect(shapes).toHaveLength(2)
    expect(shapes.filter((node) => 'datum' in node && node.datum === '1:1')).toHaveLength(1)
  })
})

describe('cells', () => {
  const spec = named('cells-attribution') as CellsChart

  it('writes the figure beside each bar, the largest of a column bold', () => {
    const labels = textsOf(draw(spec, 900)).filter((text) => text.part === 'label')
    const figures = spec.rows.flatMap((row) => row.cells.map((cell) => formatValue(cell!.value, 'decimal')))
    expect(labels.map((text) => text.text).sort()).toEqual(figures.sort())
    expect(labels.filter((text) => text.weight === 600)).toHaveLength(spec.columns.length)
  })

  it('holds bars of all columns against one scale, but for the column that stands apart', () => {
    const widths = new Map(rectsOf(draw(spec, 900)).map((rect) => [rect.datum, rect.width]))
    const perUnit = (r: number, c: number): number => widths.get(`${r}:${c}`)! / spec.rows[r]!.cells[c]!.value
    expect(perUnit(0, 0)).toBeCloseTo(perUnit(2, 1), 1)
    expect(perUnit(1, 1)).toBeCloseTo(perUnit(3, 2), 1)
    expect(perUnit(0, 3)).toBeLessThan(perUnit(0, 0) / 2)
  })

  it('draws a dot on its range where there are intervals', () => {
    const scene = draw(named('cells-intervals'), 900)
    const nodes = [...walkNodes(scene.nodes)]
    expect(nodes.filter((node) => node.kind === 'circle')).toHaveLength(scene.data.length)
    expect(scene.data[0]!.label).toMatch(/^.+, First touch: [\d.,]+ \([\d.,]+ to [\d.,]+\)\.$/)
  })

  it('scrolls under its heads where columns have no room', () => {
    const scene = draw(spec, 240)
    expect(scene.width).toBeGreaterThan(240)
    expect(scene.nodes.flatMap((node) => (node.kind === 'group' && node.pin !== undefined ? [node.pin] : []))).toEqual([
      'left',
      'top',
      'both',
    ])
  })
})

describe('heatmap', () => {
  const spec = named('heatmap-retention') as HeatmapChart

  it('draws a rect for each value and none for null', () => {
    const scene = draw(spec)
    const expected = spec.rows.flatMap((row, r) => row.cells.flatMap((cell, c) => (cell === null ? [] : [`${r}:${c}`])))
    expect(rectsOf(scene).flatMap((rect) => rect.datum ?? [])).toEqual(expected)
    expect(scene.data.map((datum) => datum.id)).toEqual(expected)
    expect(spec.rows.some((row) => row.cells.includes(null))).toBe(true)
  })

  it('shows zero as a value', () => {
    const scene = draw(named('heatmap-nulls'))
    expect(scene.data.find((datum) => datum.id === '0:1')!.label).toContain('0 %')
    expect(textsOf(scene).map((text) => text.text)).toContain('0')
  })

  it('leaves day 0 out of the colour domain', () => {
    const [low, high] = heatmapDomain(spec)!
    expect(low).toBe(0)
    expect(high).toBeLessThan(100)
    const scene = draw(spec)
    const fills = new Map(rectsOf(scene).map((rect) => [rect.datum, rect.fill]))
    expect(fills.get('0:0')).toBe(PALETTES.light.quiet)
    const best = spec.rows
      .flatMap((row, r) => row.cells.map((cell, c) => ({ id: `${r}:${c}`, c, value: cell?.value ?? -1 })))
      .filter((one) => one.c > 0)
      .sort((a, b) => b.value - a.value)[0]!
    expect(fills.get(best.id)).toBe(PALETTES.light.sequential.at(-1))
  })

  it('writes with a contrast of at least 4.5 on every cell, in both themes', () => {
    for (const theme of ['light', 'dark'] as const) {
      for (let step = 0; step <= 200; step++) {
        const fill = sequentialColor(PALETTES[theme], step / 200)
        expect(contrast(inkOn(fill), fill)).toBeGreaterThanOrEqual(4.5)
      }
      const scene = renderChart(spec, { width: 900, height: 280, theme })
      const cells = rectsOf(scene).filter((rect) => rect.datum !== undefined)
      for (const text of textsOf(scene).filter((one) => one.part === 'label')) {
        const cell = cells.find(
          (rect) => text.x > rect.x && text.x < rect.x + rect.width && text.y > rect.y && text.y < rect.y + rect.height,
        )!
        expect(contrast(text.fill, cell.fill!)).toBeGreaterThanOrEqual(4.5)
      }
    }
  })

  it('scrolls rather than shrinking cells below their figures, with its heads pinned', () => {
    const scene = draw(named('heatmap-sixty'), 900)
    expect(scene.width).toBeGreaterThan(900)
    const cells = scene.data.map((datum) => datum.box)
    expect(Math.min(...cells.map((box) => box.width))).toBe(25)
    expect(scene.nodes.flatMap((node) => (node.kind === 'group' && node.pin !== undefined ? [node.pin] : []))).toEqual([
      'left',
      'top',
      'both',
    ])
    expect(draw(named('heatmap-month'), 1300).width).toBe(1300)
  })

  it('writes every figure into its cell and every head above its column, however narrow the room', () => {
    for (const [name, width] of [
      ['heatmap-retention', 240],
      ['heatmap-sixty', 900],
      ['heatmap-month', 600],
    ] as const) {
      const scene = draw(named(name), width)
      const texts = textsOf(scene)
      expect(texts.filter((text) => text.part === 'label')).toHaveLength(scene.data.length)
      const heads = texts.filter((text) => text.part === 'x-axis').map((text) => text.text)
      expect(heads).toEqual((named(name) as HeatmapChart).columns)
    }
  })

  it('breaks long heads at underscores and blanks', () => {
    const long: HeatmapChart = {
      ...spec,
      columns: ['subscription_started', 'view item'],
      rows: [{ label: 'r', size: null, cells: [{ value: 1 }, { value: 2 }] }],
    }
    const heads = textsOf(draw(long, 240)).filter((text) => text.part === 'x-axis')
    expect(heads.map((text) => text.text)).toEqual(['subscription_', 'started', 'view item'])
  })

  it('shows the size of each cohort', () => {
    const sizes = textsOf(draw(spec)).map((text) => text.text)
    for (const row of spec.rows) expect(sizes).toContain(String(row.size))
  })
})

describe('funnel', () => {
  const scene = draw(named('funnel-checkout'))

  it('says count, share of first, share of previous and what was lost', () => {
    const texts = textsOf(scene).map((text) => text.text)
    for (const text of [
      '598',
      '100 %',
      '517',
      '86.5 %',
      '−81',
      '429',
      '71.7 %',
      '83.0 %',
      '−88',
      '114',
      '19.1 %',
      '51.4 %',
      '−108',
    ])
      expect(texts).toContain(text)
    expect(scene.data.find((datum) => datum.id === '5')!.label).toBe(
      'Step 6, purchase: 114 users, 19.1 % of the first step, 51.4 % of the step before, median 3 min 20 s.',
    )
    expect(scene.data.find((datum) => datum.id === 'lost:5')!.lines[0]!.value).toBe('108')
  })

  it('draws bars in proportion', () => {
    expect(boxOf(scene, '5').height / boxOf(scene, '0').height).toBeCloseTo(114 / 598, 2)
    expect(boxOf(scene, 'lost:1').y).toBeCloseTo(boxOf(scene, '0').y, 1)
  })

  it('bears a step that nobody reached', () => {
    const zero = draw({
      kind: 'funnel',
      title: 't',
      summary: 's',
      steps: [
        { label: 'a', count: 5 },
        { label: 'b', count: 0 },
        { label: 'c', count: 0 },
      ],
    })
    expect(zero.data.find((datum) => datum.id === '2')!.label).toContain('– of the step before')
  })
})

describe('scatter', () => {
  it('numbers the stops of a path and keeps the shape of a map', () => {
    const scene = draw(named('scatter-route'))
    expect(scene.data.map((datum) => datum.heading)).toEqual([
      '1. Driver',
      '2. Pho House',
      '3. Taqueria',
      '4. Order 1841',
      '5. Order 1846',
      '6. Order 1850',
    ])
    const center = (id: string) => {
      const box = boxOf(scene, id)
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    }
    const a = center('0'),
      b = center('3')
    const kmX = 0.0173 * Math.cos((37.78 * Math.PI) / 180),
      kmY = 0.0152
    expect((b.x - a.x) / (a.y - b.y)).toBeCloseTo(kmX / kmY, 1)
  })

  it('draws smaller marks above larger ones', () => {
    const areas = [...walkNodes(draw(named('scatter-sized')).nodes)]
      .filter((node) => node.kind === 'circle' && node.datum !== undefined)
      .map((node) => (node.kind === 'circle' ? node.r : 0))
    expect(areas).toEqual([...areas].sort((x, y) => y - x))
  })

  it('thins twelve thousand points to at most five thousand', () => {
    const scene = draw(named('scatter-twelve-thousand'), 1400, 600)
    const count = scene.data.length
    expect(scene.summary).toContain(`Drawn: ${count.toLocaleString('en')} of 12,000 points`)
    expect(count).toBeGreaterThan(1500)
    expect(count).toBeLessThanOrEqual(5000)
  })
})

describe('sankey', () => {
  it('draws bands as thick as what they carry, nodes in their columns, and leads from a node to its bands by keys', () => {
    const scene = draw({
      kind: 'sankey',
      title: 't',
      summary: 's',
      value: { label: 'Journeys', format: 'integer' },
      columns: ['First touch', 'Touch 2', 'End'],
      nodes: [
        { label: 'search', column: 0 },
        { label: 'video', column: 0 },
        { label: 'search', column: 1 },
        { label: 'Conversion', column: 2, tone: 'good', figure: { row: 9, column: 'x' } },
      ],
      links: [
        { source: 0, target: 3, value: 30 },
        { source: 1, target: 2, value: 10, figure: { row: 4, column: 'journeys' } },
        { source: 2, target: 3, value: 10 },
        { source: 2, target: 1, value: 5 },
      ],
    })
    const widths = [...walkNodes(scene.nodes)].flatMap((node) => (node.kind === 'path' ? [node.strokeWidth!] : []))
    expect(widths[0]! / widths[1]!).toBeCloseTo(3, 1)
    expect(widths).toHaveLength(3)
    expect(boxOf(scene, 'node:2').x).toBeGreaterThan(boxOf(scene, 'node:0').x)
    expect(boxOf(scene, 'node:3').x).toBeGreaterThan(scene.width - 160)
    expect(textsOf(scene).map((text) => text.text)).toContain('Conversion 40')
    expect(scene.data.filter((datum) => datum.row === 0).map((datum) => datum.column)).toEqual([0, 1])
    expect(scene.data.find((datum) => datum.id === 'link:1')!.label).toBe(
      'From video, First touch to search: 10 journeys, 100 % of video.',
    )
    const colors = new Map(
      [...walkNodes(scene.nodes)].flatMap((node) => (node.kind === 'rect' ? [[node.datum, node.fill]] : [])),
    )
    expect(colors.get('node:0')).toBe(colors.get('node:2'))
  })

  it('knows the figure of a node and of a band', () => {
    const spec = {
      kind: 'sankey',
      title: 't',
      summary: 's',
      value: { label: 'J', format: 'integer' },
      columns: [],
      nodes: [
        { label: 'a', column: 0, figure: { row: 1, column: 'n' } },
        { label: 'b', column: 1 },
      ],
      links: [{ source: 0, target: 1, value: 1, figure: { row: 2, column: 'j' } }],
    } as const
    expect(draw(spec).data.map((datum) => [datum.id, datum.figure])).toEqual([
      ['node:0', { row: 1, column: 'n' }],
      ['link:0', { row: 2, column: 'j' }],
      ['node:1', undefined],
    ])
  })
})

describe('timeline', () => {
  it('sets spans that overlap beside each other and reuses a row that is free', () => {
    expect(
      packSpans([
        { start: 0, end: 10 },
        { start: 5, end: 12 },
        { start: 10, end: 20 },
        { start: 11, end: 13 },
      ]),
    ).toEqual({ rows: [0, 1, 0, 2], rowCount: 3 })
  })

  it('draws length in proportion to time', () => {
    const scene = draw(named('timeline-overlap'))
    expect(boxOf(scene, '0:0').width / boxOf(scene, '0:3').width).toBeCloseTo(2400 / 360, 1)
    expect(boxOf(scene, '0:0').y).toBe(boxOf(scene, '0:2').y)
    expect(boxOf(scene, '0:1').y).toBeGreaterThan(boxOf(scene, '0:0').y)
  })
})

describe('nothing to draw', () => {
  it.each(['line-empty', 'bar-empty', 'heatmap-empty', 'funnel-empty'])('%s says so, without axes', (name) => {
    const scene = draw(named(name))
    expect(scene.empty).toBe(true)
    expect(textsOf(scene).map((text) => text.text)).toEqual([
      'No data in this range',
      'Widen the dates or loosen the filters.',
    ])
    expect([...walkNodes(scene.nodes)].every((node) => node.kind === 'text')).toBe(true)
  })
})

describe('interval', () => {
  const spec: ChartSpec = {
    kind: 'interval',
    title: 't',
    summary: 's',
    rowLabel: 'Metric',
    x: { label: 'Change', format: 'decimal' },
    rows: [
      { label: 'a', estimate: 2, low: 1, high: 3, tone: 'good', figure: { row: 4, column: 'difference' } },
      { label: 'b', estimate: null, low: null, high: null },
      { label: 'c', estimate: -1, low: -3, high: 1, detail: 'p 0.3' },
    ],
  }

  it('spans from low to high on one scale, with the line at zero between', () => {
    const scene = draw(spec)
    const a = boxOf(scene, '0'),
      c = boxOf(scene, '2')
    expect(a.width).toBeCloseTo(c.width / 2, 1)
    expect(c.x + c.width).toBeCloseTo(a.x, 1)
    const line = [...walkNodes(scene.nodes)].find(
      (node) => node.kind === 'line' && node.stroke === PALETTES.light.text,
    )!
    expect(line.kind === 'line' && line.x1).toBeCloseTo(a.x - a.width / 2, 1)
  })

  it(
    'says the interval and the detail, leaves rows without an estimate in words only, and opens what is behind a ' +
      'row',
    () => {
      const scene = draw(spec)
      expect(scene.data.map((datum) => datum.label)).toEqual(['a: 2 (1 to 3).', 'c: −1 (−3 to 1), p 0.3.'])
      expect(textsOf(scene).map((text) => text.text)).toContain('no estimate')
      expect(scene.data.map((datum) => datum.figure)).toEqual([{ row: 4, column: 'difference' }, undefined])
    },
  )

  it('fills the mark of a row that leaves zero out, and leaves one hollow that may be zero', () => {
    const marks = [...walkNodes(draw(spec).nodes)].filter((node) => node.kind === 'path' && node.datum !== undefined)
    expect(marks.map((node) => node.fill)).toEqual([PALETTES.light.good, PALETTES.light.panel])
  })
})
