import { ofElapsedTime } from '../../events/oneZone'
import type { ChartSpec, SeriesPoint } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { columnList, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { markOf } from '../../events/completeness'
import { CONTENT, DWELL_PARAMETERS, EVENT_PARAMETERS, KINDS, eventSql } from '../../events/contentColumns'
import { eventsInScope, whereClause } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { capitalized, countText } from '../../events/texts'
import { timeText } from '../../events/timeText'
import { COLUMN_OF, listEvents } from '../contentEvents'
import { contentPopulation } from '../population'
import { MICROS_PER_HOUR, readClock } from './clock'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { rollingScan, scanRolling } from './scan'
import { rollingSql } from './sql'

/** Days before the first date shown that a window may reach into, beside its own length. */
const SLACK_DAYS = 1

/** "2024-03-10 14:00 UTC". */
const endText = (micros: number): string => `${timeText(micros).slice(0, 16).replace('T', ' ')} UTC`

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const hours = readClock(values).windowHours
  const points = (column: 'views' | 'viewers' | 'contents' | 'engagement_pct'): readonly SeriesPoint[] =>
    rows.map((row, index) => ({
      x: timeText(row.window_end),
      y: row[column],
      figure: { row: index, column },
      ...markOf(row),
    }))
  const peak = rows.reduce<(typeof rows)[number] | null>(
    (best, row) => (best === null || row.views > best.views ? row : best),
    null,
  )
  return [
    {
      kind: 'line',
      title: `Views in ${hours} hours`,
      x: { label: 'Time (UTC)', type: 'date' },
      y: { label: 'Count', format: 'integer', zero: true },
      summary:
        peak === null
          ? 'There is nothing in these dates.'
          : `At most ${countText(peak.views)} views in ${hours} hours, up to ${endText(peak.window_end)}; ` +
            'dashed where the window is not covered by the data.',
      series: [
        { name: 'Views', points: points('views') },
        { name: 'Viewers', points: points('viewers') },
        { name: 'Contents', points: points('contents') },
      ],
    },
    {
      kind: 'line',
      title: `Engagement in ${hours} hours`,
      x: { label: 'Time (UTC)', type: 'date' },
      y: { label: 'Likes, shares and comments a view', format: 'percent', zero: true },
      summary: 'Likes, shares and comments for each 100 views of the window; windows without a view are gaps.',
      series: [{ name: 'Engagement', points: points('engagement_pct') }],
    },
  ]
}

function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const last = rowsOf(COLUMNS, result).findLast((row) => row.complete)
  if (last === undefined) return []
  const detail = `${readClock(values).windowHours} hours to ${endText(last.window_end)}`
  return [
    { label: 'Views', value: last.views, format: 'integer', detail },
    { label: 'Viewers', value: last.viewers, format: 'integer' },
    { label: 'Engagement', value: last.engagement_pct, format: 'percent', detail: 'a view' },
    { label: 'Minutes', value: last.minutes, format: 'decimal', detail: 'spent viewing' },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const kind = column === 'viewers' ? 'view' : KINDS.find((one) => COLUMN_OF[one] === column)
  const end = row['window_end']
  if (kind === undefined || typeof end !== 'number') return null
  const asked = scope(values, catalog, source)
  const { windowHours } = readClock(values)
  const conditions = [
    eventSql(asked, values, kind),
    `epoch_us(ts) >= ${end - windowHours * MICROS_PER_HOUR}`,
    `epoch_us(ts) < ${end}`,
  ]
  const title = `${capitalized(column)} in the ${windowHours} hours to ${timeText(end)}`
  if (column !== 'viewers')
    return { title, kind: 'rows', plan: scopedPlan(asked, listEvents(asked, {}, ...conditions), undefined) }
  return {
    title,
    kind: 'users',
    plan: scopedPlan(
      asked,
      statement(
        [eventsInScope(asked)],
        `SELECT user_key, count(*)::BIGINT AS views
FROM events_in_scope${whereClause(...conditions)}
GROUP BY user_key`,
      ),
      undefined,
    ),
  }
}

export const contentRolling: Analysis = {
  name: 'content-rolling',
  title: 'Rolling 24 hours',
  about: 'Views, viewers, content items and engagement over the 24 hours up to each hour.',
  grain: 'one row per hour',
  definition,
  parameters: [
    {
      name: 'window_hours',
      type: 'integer',
      label: 'Window in hours',
      default: 24,
      min: 1,
      max: 8784,
      help: 'How long each window is.',
    },
    {
      name: 'step_hours',
      type: 'integer',
      label: 'Step in hours',
      default: 1,
      min: 1,
      max: 168,
      help: 'How far apart the windows end; the window is a multiple of it.',
    },
    ...KINDS.map((kind) => ({ ...EVENT_PARAMETERS[kind], more: kind !== 'view' })),
    { ...CONTENT, more: true },
    ...DWELL_PARAMETERS.map((spec) => ({ ...spec, more: true })),
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['viewers'], amounts: ['views', 'likes', 'shares', 'comments', 'minutes'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: contentPopulation(KINDS, null),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const clock = readClock(values)
    const range = partitionRange(
      asked,
      Math.ceil(clock.windowHours / 24) + SLACK_DAYS,
      SLACK_DAYS + Math.ceil(clock.stepHours / 24),
    )
    return {
      ...scopedPlan(asked, rollingSql(asked, values, clock), range, [
        `${clock.windowHours} hours, every ${clock.stepHours}`,
      ]),
      ...rollingScan(asked, values, clock),
    }
  },
  scan: scanRolling,
  charts,
  kpis,
  drill,
}
