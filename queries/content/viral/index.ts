import { ofElapsedTime } from '../../events/oneZone'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { partitionRange } from '../../events/activeDays'
import { SPAN_STOPS } from '../../events/spanStops'
import { scopedPlan } from '../../events/scopedPlan'
import { CONTENT, CREATOR, EVENT_PARAMETERS, columnSql, eventSql, likelyColumn } from '../../events/contentColumns'
import { capitalized, countText } from '../../events/texts'
import { listEvents, MOST_BARS } from '../contentEvents'
import { contentPopulation } from '../population'
import definition from './definition.md?raw'
import { rateContent, type ViralRules } from './kernel'
import { contentSequence, COUNT_COLUMNS, COUNTED, fewViewsSql, viralSql, type ViralQuestion } from './sql'

const COLUMNS = resultColumns({
  content: { about: 'The piece of content.', format: 'text' },
  creator: { about: 'Who made it; empty where the log does not say.', format: 'text', nullable: true },
  viral: { about: 'True where some window was above the threshold.', format: 'boolean' },
  viral_at: { about: 'When that was first so (UTC).', format: 'datetime', nullable: true },
  peak: { about: 'Highest (shares + comments) / views of a window with enough views.', format: 'ratio' },
  peak_at: { about: 'When that was first reached (UTC); the window ends here.', format: 'datetime' },
  views: { about: 'Views in that window.', format: 'integer' },
  shares: { about: 'Shares in it.', format: 'integer' },
  comments: { about: 'Comments in it.', format: 'integer' },
  viral_now: {
    about: 'True where the window that ends with the newest event shown is above the threshold.',
    format: 'boolean',
  },
})

/** The window in microseconds. Throws `bad-parameter` for none. */
function windowMicros(values: ParameterValues): number {
  const micros = readDuration(typeof values['window'] === 'string' ? values['window'] : '7 days', 'window')
  if (micros === null || micros <= 0)
    throw badParameter('window', JSON.stringify(values['window'] ?? null), ' must be a duration like "24 hours".')
  return micros
}

function number(values: ParameterValues, name: string, standard: number): number {
  return typeof values[name] === 'number' ? values[name] : standard
}

function readRules(values: ParameterValues): ViralRules {
  return {
    windowMicros: windowMicros(values),
    threshold: number(values, 'threshold', 0.5),
    leastViews: number(values, 'min_views', 20),
  }
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const viral = rows.filter((row) => row.viral).length
  const drawn = rows.length > MOST_BARS ? `; the first ${MOST_BARS} are drawn` : ''
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Shares and comments a view at the peak',
      x: { label: 'Content', type: 'category' },
      y: { label: '(Shares + comments) / views', format: 'ratio' },
      summary:
        rows.length === 0
          ? `No content had ${number(values, 'min_views', 20)} views within one window.`
          : `${countText(viral)} of ${countText(rows.length)} pieces of content with enough views ` +
            `went above ${number(values, 'threshold', 0.5)}${drawn}.`,
      series: [
        {
          name: 'At the peak',
          points: rows
            .slice(0, MOST_BARS)
            .map((row, index) => ({ x: row.content, y: row.peak, figure: { row: index, column: 'views' } })),
        },
      ],
    },
  ]
}

/** The events of one kind in the window of the peak. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const kind = COUNTED.find((one) => COUNT_COLUMNS[one] === column)
  const { content, peak_at: peakAt } = row
  if (kind === undefined || typeof content !== 'string' || typeof peakAt !== 'number') return null
  const asked = scope(values, catalog, source)
  return {
    title: `${capitalized(column)} of ${content} in the window of its peak`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      listEvents(
        asked,
        { dated: true },
        `${columnSql(asked, values, 'content')}::VARCHAR = ${literal(content)}`,
        eventSql(asked, values, kind),
        `epoch_us(ts) BETWEEN ${peakAt - windowMicros(values)} AND ${peakAt}`,
      ),
      partitionRange(asked, 0, 0),
    ),
  }
}

export const viral: Analysis = {
  name: 'viral',
  title: 'Viral content',
  about:
    'Which content was shared and commented on so much, within a window of time, that it counts as viral, and when.',
  grain: 'one row per piece of content with enough views in some window',
  definition,
  parameters: [
    CONTENT,
    {
      name: 'window',
      type: 'duration',
      label: 'Window',
      default: '7 days',
      stops: SPAN_STOPS.filter((stop) => stop !== 'none'),
      help: 'How far back each moment looks, the beginning included.',
    },
    {
      name: 'threshold',
      type: 'number',
      label: 'Viral above',
      default: 0.5,
      min: 0,
      max: 1_000_000,
      help: '(Shares + comments) / views within the window.',
    },
    {
      name: 'min_views',
      type: 'integer',
      label: 'Views at least',
      default: 20,
      min: 1,
      max: 1_000_000_000,
      help: 'Windows with fewer views do not count.',
    },
    ...COUNTED.map((kind) => EVENT_PARAMETERS[kind]),
    { ...CREATOR, more: true },
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  refuses: { sample: 'whether a content passes the threshold is told by all its views' },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: contentPopulation(COUNTED),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const question: ViralQuestion = { scope: asked, values, ...readRules(values) }
    const { leastViews } = question
    return {
      ...scopedPlan(asked, viralSql(question), partitionRange(asked, 0, 0), [
        `content: ${likelyColumn(asked, values, 'content')?.name ?? ''}`,
      ]),
      ...(asked.entity.length > 0
        ? {}
        : {
            sequence: {
              analysis: 'viral',
              values,
              ...contentSequence(question),
              range: partitionRange(asked, 0, 0),
              besideRange: partitionRange(asked, 0, 0),
              rule: 'The events of each piece of content (which stands in the place of users) are walked once in order of time, with the window that ends with each of them.',
            },
          }),
      leftOut: [
        {
          name: 'few-views',
          sql: fewViewsSql(question),
          one: `1 piece of content with fewer than ${leastViews} views in every window is left out`,
          many: `{n} pieces of content with fewer than ${leastViews} views in every window are left out`,
        },
      ],
    }
  },
  kernel: (run) => rateContent(run, readRules(run.values)),
  charts,
  drill,
}
