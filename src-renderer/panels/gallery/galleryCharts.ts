import { elementAt } from '../../base/required'
import { DAY_MS } from '../../model/isoDate'
import type { HeatmapChart } from '../../chart/marks/heatmap'
import type { ChartSpec, Series } from '../../chart/spec'

/**
 * Charts for the gallery and for the tests: every mark with figures as logs have them, and the cases in which charts
 * break.
 */
export interface GalleryChart {
  /** Also the name of its snapshot. */
  readonly name: string
  readonly spec: ChartSpec
}

/** The same figures on every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function dates(first: string, count: number, stepDays = 1): readonly string[] {
  const start = Date.parse(`${first}T00:00:00Z`)
  return Array.from({ length: count }, (_, index) =>
    new Date(start + index * stepDays * DAY_MS).toISOString().slice(0, 10),
  )
}

function activeUsers(): readonly Series[] {
  const random = randomFrom(7)
  const days = dates('2025-01-06', 84)
  const dau = days.map((x, index) => ({
    x,
    y: Math.round(900 + index * 4 + 180 * Math.sin((index * 2 * Math.PI) / 7) + random() * 90),
    ...(index === 83 ? { incomplete: true } : {}),
  }))
  const widen = (factor: number, window: number) =>
    dau.map((point, index) => ({
      x: point.x,
      y: Math.round(point.y * factor * Math.min(1, 0.45 + (0.55 * (index + 1)) / window)),
      ...(index < window - 1 ? { incomplete: true } : {}),
    }))
  return [
    { name: 'DAU', points: dau },
    { name: 'WAU', points: widen(2.6, 7) },
    { name: 'MAU', points: widen(5.1, 30) },
  ]
}

function retention(name: string, rows: number, columns: number, label: (row: number) => string): GalleryChart {
  const random = randomFrom(rows * 100 + columns)
  const spec: HeatmapChart = {
    kind: 'heatmap',
    title: 'Retention by cohort',
    summary:
      'Share of each day’s new users who came back on day 0 to ' +
      String(columns - 1) +
      '; blank cells cannot be observed yet.',
    rowLabel: 'Cohort',
    columnLabel: 'Day',
    format: 'percent',
    ignoreColumns: [0],
    columns: Array.from({ length: columns }, (_, index) => String(index)),
    rows: Array.from({ length: rows }, (_, row) => {
      const size = 40 + Math.round(random() * 160)
      return {
        label: label(row),
        size,
        cells: Array.from({ length: columns }, (_, column) => {
          if (row + column >= Math.max(rows, columns)) return null
          const users =
            column === 0
              ? size
              : Math.min(size, Math.round(size * (0.58 / (1 + column * 0.16)) * (0.8 + random() * 0.4)))
          return { value: (users / size) * 100, detail: `${users} of ${size} users` }
        }),
      }
    }),
  }
  return { name, spec }
}

function walk(name: string, seed: number, level: number, days: readonly string[]): Series {
  const random = randomFrom(seed)
  let y = level
  return {
    name,
    points: days.map((x) => ({ x, y: Math.round((y = Math.max(5, y + (random() - 0.48) * level * 0.12))) })),
  }
}

function longLine(): Series {
  const random = randomFrom(99)
  const start = Date.parse('2024-01-01T00:00:00Z')
  return {
    name: 'Events',
    points: Array.from({ length: 20_000 }, (_, index) => ({
      x: new Date(start + index * 3_600_000).toISOString(),
      y: Math.round(400 + 200 * Math.sin(index / 24) + random() * 80 + (index === 12_345 ? 2000 : 0)),
    })),
  }
}

const CHANNELS = ['organic search', 'paid search', 'email', 'social', 'referral', 'display', 'affiliate', 'direct']

function attribution(channels: readonly string[], models: readonly string[]): readonly Series[] {
  const random = randomFrom(31)
  return models.map((name) => ({
    name,
    points: channels.map((x, index) => ({ x, y: Math.round((5200 / (index + 1)) * (0.7 + random() * 0.6)) })),
  }))
}

/** Journeys over channels in `steps` places, thinning out, with ends on the right. */
function journeyFlow(channels: readonly string[], steps: number): ChartSpec {
  const random = randomFrom(channels.length * 10 + steps)
  const nodes = [
    ...Array.from({ length: steps }, (_, column) => channels.map((label) => ({ label, column }))).flat(),
    { label: 'Conversion', column: steps, tone: 'good' as const },
    { label: 'No conversion', column: steps, tone: 'quiet' as const },
  ]
  const links = Array.from({ length: steps }, (_, column) =>
    channels.flatMap((_name, from) => {
      const source = column * channels.length + from
      const size = 900 / (from + 1) / (column + 1)
      const on =
        column === steps - 1
          ? []
          : channels.map((_other, to) => ({
              source,
              target: (column + 1) * channels.length + to,
              value: to === from ? 0 : Math.round((size * random()) / channels.length),
            }))
      return [
        ...on,
        { source, target: nodes.length - 2, value: Math.round(size * 0.2 * random()) },
        { source, target: nodes.length - 1, value: Math.round(size * random()) },
      ]
    }),
  ).flat()
  return {
    kind: 'sankey',
    title: 'Journeys from channel to channel',
    summary: 'How journeys go on from each channel, and how they end.',
    value: { label: 'Journeys', format: 'integer' },
    columns: [
      ...Array.from({ length: steps }, (_, index) => (index === 0 ? 'First touch' : `Touch ${index + 1}`)),
      'End',
    ],
    nodes,
    links,
  }
}

/** Credits of channels under some models; the last of four counts conversions more than once. */
function creditTable(models: readonly string[], hasIntervals: boolean): ChartSpec {
  const series = attribution(CHANNELS.slice(0, 6), models)
  return {
    kind: 'cells',
    title: 'Attribution by model',
    summary: 'Conversions that each channel is given by each model.',
    rowLabel: 'Channel',
    columnLabel: 'Model',
    value: { label: 'Conversions', format: 'decimal' },
    columns: models.map((label, at) => ({ label, ...(at === 3 ? { apart: true as const } : {}) })),
    rows: CHANNELS.slice(0, 6).map((label, row) => ({
      label,
      ...(row === 5 ? { tone: 'quiet' as const } : {}),
      cells: series.map(({ points }, at) => {
        const value = (points[row]?.y ?? 0) * (at === 3 ? 4 : 1)
        return { value, ...(hasIntervals ? { low: value * 0.8, high: value * 1.3 } : {}) }
      }),
    })),
  }
}

function routeChart(): ChartSpec {
  const stops: readonly (readonly [number, number, string, string])[] = [
    [-122.4194, 37.7749, 'Driver', 'start'],
    [-122.4127, 37.7812, 'Pho House', 'pickup'],
    [-122.4089, 37.7838, 'Taqueria', 'pickup'],
    [-122.4021, 37.7901, 'Order 1841', 'drop-off'],
    [-122.3971, 37.7858, 'Order 1846', 'drop-off'],
    [-122.3934, 37.7799, 'Order 1850', 'drop-off'],
  ]
  return {
    kind: 'scatter',
    title: 'Route of batch 512',
    summary: 'Two pickups and three drop-offs in the order in which they were driven.',
    isMap: true,
    x: { label: 'Longitude', format: 'decimal' },
    y: { label: 'Latitude', format: 'decimal' },
    points: stops.map(([x, y, label, group]) => ({ x, y, label, group })),
    path: [0, 1, 2, 3, 4, 5],
  }
}

function sizedScatter(count: number, groups: readonly string[]): ChartSpec {
  const random = randomFrom(count)
  return {
    kind: 'scatter',
    title: 'Drivers: batched against individual',
    summary: 'Mean delivery time with and without batching; a larger mark has more deliveries.',
    x: { label: 'Individual, mean time', format: 'seconds' },
    y: { label: 'Batched, mean time', format: 'seconds' },
    points: Array.from({ length: count }, (_, index) => {
      const x = 1200 + random() * 1500
      return {
        x,
        y: x * (0.85 + random() * 0.5),
        label: `Driver ${index + 1}`,
        group: elementAt(groups, index % groups.length),
        ...(count < 1000 ? { size: 5 + random() * 120 } : {}),
      }
    }),
  }
}

const MINUTE = 60

/** Every mark as an analysis would show it. */
export const MARKS: readonly GalleryChart[] = [
  {
    name: 'line-active-users',
    spec: {
      kind: 'line',
      title: 'Active users',
      summary:
        'Distinct users in the 1, 7 and 30 days that end with each day; dashed where the window reaches before ' +
        'the data.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Users', format: 'integer' },
      series: activeUsers(),
    },
  },
  {
    name: 'line-retention-band',
    spec: {
      kind: 'line',
      title: 'Pooled retention',
      summary: 'Share of users who came back on day k, with a 95 % interval.',
      x: { label: 'Day', type: 'number' },
      y: { label: 'Retained', format: 'percent' },
      series: [
        {
          name: 'All cohorts',
          points: Array.from({ length: 31 }, (_, day) => {
            const y = day === 0 ? 100 : 58 / (1 + (day - 1) * 0.14)
            return {
              x: day,
              y,
              low: y - day * 0.12,
              high: Math.min(100, y + day * 0.12),
              ...(day > 27 ? { incomplete: true } : {}),
            }
          }),
        },
      ],
    },
  },
  {
    name: 'bar-lifecycle',
    spec: {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Lifecycle',
      summary: 'New, returning and resurrecting users above the line, dormant ones below.',
      x: { label: 'Week', type: 'date' },
      y: { label: 'Users', format: 'integer' },
      series: ['New', 'Returning', 'Resurrecting', 'Dormant'].map((name, index) => ({
        name,
        points: walk(name, index + 3, elementAt([420, 880, 130, 350], index), dates('2025-01-06', 16, 7)).points.map(
          (point, week) => ({
            x: point.x,
            y: (index === 3 ? -1 : 1) * (point.y ?? 0),
            ...(week === 15 ? { incomplete: true } : {}),
          }),
        ),
      })),
    },
  },
  {
    name: 'bar-stickiness',
    spec: {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Stickiness',
      summary: 'Users by number of active days in the last 28.',
      x: { label: 'Active days', type: 'number' },
      y: { label: 'Users', format: 'integer' },
      series: [
        {
          name: 'Users',
          points: Array.from({ length: 28 }, (_, index) => ({
            x: index + 1,
            y: Math.round(1400 / (index + 1) ** 0.9 + (index > 22 ? index * 3 : 0)),
          })),
        },
      ],
    },
  },
  {
    name: 'bar-attribution',
    spec: {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Attribution by model',
      summary: 'Conversions that each channel is given by first touch, last touch and linear.',
      x: { label: 'Channel', type: 'category' },
      y: { label: 'Conversions', format: 'integer' },
      series: attribution(CHANNELS.slice(0, 6), ['First', 'Last', 'Linear']),
    },
  },
  { name: 'cells-attribution', spec: creditTable(['First touch', 'Last touch', 'Linear', 'Participation'], false) },
  { name: 'cells-intervals', spec: creditTable(['First touch', 'Markov'], true) },
  {
    name: 'bar-whiskers',
    spec: {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'On-time rate',
      summary: 'Share of deliveries on time by algorithm, with a 95 % interval.',
      x: { label: 'Algorithm', type: 'category' },
      y: { label: 'On time', format: 'percent' },
      series: [
        {
          name: 'On time',
          points: [
            { x: 'individual', y: 88.4, low: 86.1, high: 90.2 },
            { x: 'nearest-neighbour', y: 81.2, low: 77.9, high: 84 },
            { x: 'time-window', y: 84.9, low: 82.4, high: 87.1 },
          ],
        },
      ],
    },
  },
  { name: 'sankey-journeys', spec: journeyFlow(['video', 'search', 'social', 'display'], 3) },
  retention('heatmap-retention', 15, 15, (row) => elementAt(dates('2025-03-03', 15), row)),
  {
    name: 'funnel-checkout',
    spec: {
      kind: 'funnel',
      title: 'Checkout funnel',
      summary: 'Users who did each step after the one before, without a time limit.',
      steps: [
        ['view_item', 598],
        ['add_to_cart', 517],
        ['view_cart', 429],
        ['begin_checkout', 329],
        ['add_payment_info', 222],
        ['purchase', 114],
      ].map(([label, count]) => ({ label: String(label), count: Number(count), detail: 'median 3 min 20 s' })),
    },
  },
  { name: 'scatter-route', spec: routeChart() },
  { name: 'scatter-sized', spec: sizedScatter(60, ['bike', 'car', 'scooter']) },
  {
    name: 'interval-experiment',
    spec: {
      kind: 'interval',
      title: 'New checkout against the old',
      summary: 'Change of each metric with a 95 % interval; the line is no change.',
      rowLabel: 'Metric',
      x: { label: 'Change in percentage points', format: 'decimal' },
      rows: [
        { label: 'Paid', estimate: 2.1, low: 0.8, high: 3.4, tone: 'good', detail: 'p 0.0016' },
        { label: 'Added to cart', estimate: 0.4, low: -1.2, high: 2, detail: 'p 0.62' },
        { label: 'Refunded', estimate: 0.9, low: 0.3, high: 1.5, tone: 'bad', detail: 'p 0.003' },
        { label: 'Called support', estimate: -0.2, low: -0.6, high: 0.2, detail: 'p 0.33' },
      ],
    },
  },
  {
    name: 'timeline-batch',
    spec: {
      kind: 'timeline',
      title: 'Batch 512',
      summary: 'Waiting, pickup and drop-off of each delivery, from the batch’s start.',
      lanes: ['Delivery 1841', 'Delivery 1846', 'Delivery 1850'].map((label, index) => ({
        label,
        spans: [
          { start: 0, end: (4 + index * 3) * MINUTE, label: 'Wait', group: 'wait' },
          { start: (4 + index * 3) * MINUTE, end: (9 + index * 4) * MINUTE, label: 'Pickup', group: 'pickup' },
          { start: (9 + index * 4) * MINUTE, end: (24 + index * 6) * MINUTE, label: 'Drop-off', group: 'drop-off' },
        ],
      })),
    },
  },
]

const oneDay = elementAt(dates('2025-05-01', 1), 0)

/** The cases in which charts break. */
export const EDGE_CASES: readonly GalleryChart[] = [
  {
    name: 'line-empty',
    spec: {
      kind: 'line',
      title: 'Nothing',
      summary: 'No rows came back.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Users', format: 'integer' },
      series: [],
    },
  },
  {
    name: 'line-one-point',
    spec: {
      kind: 'line',
      title: 'One day',
      summary: 'A single point.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Users', format: 'integer' },
      series: [{ name: 'DAU', points: [{ x: oneDay, y: 42 }] }],
    },
  },
  {
    name: 'line-gaps',
    spec: {
      kind: 'line',
      title: 'Gaps',
      summary: 'Null values leave gaps, lonely points stay visible, values below zero have a zero line.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Change', format: 'decimal' },
      series: [
        {
          name: 'Change',
          points: dates('2025-04-01', 30).map((x, index) => ({
            x,
            y:
              index % 9 === 4 || (index > 16 && index < 21 && index !== 18)
                ? null
                : Math.round(Math.sin(index / 3) * 120) / 10,
          })),
        },
      ],
    },
  },
  {
    name: 'line-eight-series',
    spec: {
      kind: 'line',
      title: 'Eight series',
      summary: 'The largest six are named, the others share a grey.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Users', format: 'integer' },
      series: CHANNELS.map((name, index) => walk(name, index + 11, 900 / (index + 1), dates('2025-02-01', 45))),
    },
  },
  {
    name: 'line-twenty-thousand',
    spec: {
      kind: 'line',
      title: 'Twenty thousand hours',
      summary: 'Thinned to the least and greatest value of each pixel; the spike stays.',
      x: { label: 'Hour', type: 'date' },
      y: { label: 'Events', format: 'integer' },
      series: [longLine()],
    },
  },
  {
    name: 'line-flat-ratio',
    spec: {
      kind: 'line',
      title: 'DAU / MAU',
      summary: 'Hardly a change, on an axis that leaves out zero.',
      x: { label: 'Month', type: 'date' },
      y: { label: 'Ratio', format: 'ratio', zero: false },
      series: [
        {
          name: 'DAU / MAU',
          points: ['2023-11-01', '2023-12-01', '2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01'].map(
            (x, index) => ({ x, y: 0.2314 + index * 0.0007 }),
          ),
        },
      ],
    },
  },
  {
    name: 'bar-long-labels',
    spec: {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Long labels',
      summary: 'Bars whose names are long lie.',
      x: { label: 'Screen', type: 'category' },
      y: { label: 'Views', format: 'integer' },
      series: [
        {
          name: 'Views',
          points: [
            'checkout_payment_method_selected',
            'home',
            'product_detail_page_recommendations',
            'search results',
            'account settings / notifications',
            'a',
            'Übersicht der Bestellungen',
            '注文の確認ページ',
            'onboarding step 3',
            'gift_card_balance',
            'help',
            'store locator',
          ].map((x, index) => ({ x, y: 12_400 - index * 930 })),
        },
      ],
    },
  },
  {
    name: 'bar-negative',
    spec: {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Batched minus individual',
      summary: 'Minutes saved (below zero) or lost by batching.',
      x: { label: 'Area', type: 'category' },
      y: { label: 'Minutes', format: 'decimal' },
      series: [
        {
          name: 'Difference',
          points: [
            ['Mission', -4.2],
            ['Soma', 1.7],
            ['Sunset', -0.6],
            ['Richmond', 3.9],
            ['Bayview', 0],
          ].map(([x, y]) => ({ x: String(x), y: Number(y) })),
        },
      ],
    },
  },
  {
    name: 'bar-year-of-days',
    spec: {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'A year of days',
      summary: 'Missing days keep their place.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Orders', format: 'integer' },
      series: [
        {
          name: 'Orders',
          points: walk('Orders', 5, 300, dates('2024-03-01', 365)).points.filter((_, index) => index % 17 !== 3),
        },
      ],
    },
  },
  {
    name: 'bar-eight-stacked',
    spec: {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Eight channels',
      summary: 'Stacked; the two smallest share a grey.',
      x: { label: 'Month', type: 'date' },
      y: { label: 'Value', format: 'money' },
      series: CHANNELS.map((name, index) => ({
        name,
        points: ['2024-10-01', '2024-11-01', '2024-12-01', '2025-01-01', '2025-02-01'].map((x, month) => ({
          x,
          y: (90_000 + month * 8000) / (index + 1),
        })),
      })),
    },
  },
  {
    name: 'bar-empty',
    spec: {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Nothing',
      summary: 'Only nulls.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Users', format: 'integer' },
      series: [{ name: 'New', points: [{ x: oneDay, y: null }] }],
    },
  },
  retention('heatmap-month', 31, 31, (row) => elementAt(dates('2025-03-01', 31), row)),
  retention('heatmap-sixty', 60, 60, (row) => elementAt(dates('2025-01-01', 60), row)),
  {
    name: 'heatmap-nulls',
    spec: {
      kind: 'heatmap',
      title: 'By segment',
      summary: 'Long names, no sizes, a row without values, zero is a value.',
      rowLabel: 'Segment',
      columnLabel: 'Week',
      format: 'percent',
      columns: ['0', '1', '2'],
      ignoreColumns: [0],
      rows: [
        {
          label: 'paid social, second campaign of the spring season',
          size: null,
          cells: [{ value: 100 }, { value: 0 }, null],
        },
        { label: 'organic', size: null, cells: [null, null, null] },
        { label: 'email', size: null, cells: [{ value: 100 }, { value: 31.25 }, { value: 12.5 }] },
      ],
    },
  },
  {
    name: 'heatmap-empty',
    spec: {
      kind: 'heatmap',
      title: 'Nothing',
      summary: 'No cohorts.',
      rowLabel: 'Cohort',
      columnLabel: 'Day',
      format: 'percent',
      columns: [],
      rows: [],
    },
  },
  {
    name: 'funnel-two-steps',
    spec: {
      kind: 'funnel',
      title: 'Two steps',
      summary: 'Large counts and a step that nobody reached.',
      steps: [
        { label: 'app_open', count: 1_284_310 },
        { label: 'a step with a name that is far too long for its place', count: 12_004 },
        { label: 'refund', count: 0 },
      ],
    },
  },
  {
    name: 'funnel-twelve-steps',
    spec: {
      kind: 'funnel',
      title: 'Twelve steps',
      summary: 'Wider than the panel: it scrolls.',
      steps: Array.from({ length: 12 }, (_, index) => ({
        label: `step_${index + 1}_completed`,
        count: Math.round(98_000 * 0.8 ** index),
      })),
    },
  },
  {
    name: 'funnel-empty',
    spec: {
      kind: 'funnel',
      title: 'Nothing',
      summary: 'Nobody began.',
      steps: [
        { label: 'view', count: 0 },
        { label: 'buy', count: 0 },
      ],
    },
  },
  { name: 'scatter-twelve-thousand', spec: sizedScatter(12_000, CHANNELS) },
  {
    name: 'scatter-one-point',
    spec: {
      kind: 'scatter',
      title: 'One point',
      summary: 'A single point.',
      x: { label: 'x', format: 'decimal' },
      y: { label: 'y', format: 'decimal' },
      points: [{ x: 3, y: -2, label: 'only' }],
    },
  },
  {
    name: 'sankey-many',
    spec: journeyFlow([...CHANNELS, 'a channel with a name that is far too long for its place'], 6),
  },
  {
    name: 'sankey-one',
    spec: {
      kind: 'sankey',
      title: 'One band',
      summary: 'A single step; a band that leads nowhere is left out.',
      value: { label: 'Journeys', format: 'integer' },
      columns: ['Start', 'End'],
      nodes: [
        { label: 'search', column: 0 },
        { label: 'Conversion', column: 1, tone: 'good' },
        { label: 'unused', column: 0 },
      ],
      links: [
        { source: 0, target: 1, value: 12 },
        { source: 2, target: 1, value: 0 },
      ],
    },
  },
  {
    name: 'sankey-empty',
    spec: {
      kind: 'sankey',
      title: 'Nothing',
      summary: 'No journeys.',
      value: { label: 'Journeys', format: 'integer' },
      columns: [],
      nodes: [],
      links: [],
    },
  },
  {
    name: 'interval-edges',
    spec: {
      kind: 'interval',
      title: 'Edges',
      summary: 'A row without an estimate, one without an interval, a name that is too long, no line.',
      rowLabel: 'Row',
      x: { label: '', format: 'seconds' },
      reference: null,
      rows: [
        {
          label: 'a metric with a name that goes on for far longer than its place',
          estimate: 4100,
          low: 3900,
          high: 4300,
        },
        { label: 'none', estimate: null, low: null, high: null },
        { label: 'no interval', estimate: 4000, low: null, high: null },
      ],
    },
  },
  {
    name: 'interval-empty',
    spec: {
      kind: 'interval',
      title: 'Nothing',
      summary: 'No estimates.',
      rowLabel: 'Metric',
      x: { label: 'Change', format: 'decimal' },
      rows: [{ label: 'Paid', estimate: null, low: null, high: null }],
    },
  },
  {
    name: 'timeline-overlap',
    spec: {
      kind: 'timeline',
      title: 'Two hours of a driver',
      summary: 'Spans that overlap lie beside each other; one lane is empty.',
      lanes: [
        {
          label: 'Deliveries',
          spans: [
            { start: 0, end: 2400, label: 'Order 1' },
            { start: 600, end: 3000, label: 'Order 2' },
            { start: 2400, end: 5400, label: 'Order 3' },
            { start: 6900, end: 7260, label: 'Order 4' },
          ],
        },
        { label: 'Breaks', spans: [] },
      ],
    },
  },
]
