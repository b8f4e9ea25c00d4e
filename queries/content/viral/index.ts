import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { LatheError } from '../../../src-renderer/model/error'
import { partitionRange } from '../../events/activeDays'
import { EVENT_ROW } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { CONTENT, CREATOR, EVENT_PARAMETERS, columnSql, eventSql, likelyColumn } from '../../events/contentColumns'
import { datedWhere } from '../datedEvents'
import { contentPopulation } from '../population'
import definition from './definition.md?raw'

const MOST_BARS = 15
const COUNTED = ['view', 'share', 'comment'] as const

/** The window in microseconds. Throws `bad-parameter` for none. */
function windowMicros(values: ParameterValues): number {
  const micros = readDuration(typeof values['window'] === 'string' ? values['window'] : '7 days', 'window')
  if (micros === null || micros <= 0)
    throw new LatheError('bad-parameter', 'window must be a duration like "24 hours".', {
      parameter: 'window',
      value: JSON.stringify(values['window'] ?? null),
    })
  return micros
}

function number(values: ParameterValues, name: string, standard: number): number {
  return typeof values[name] === 'number' ? values[name] : standard
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const viral = rows.filter((row) => row['viral'] === true).length
  const threshold = number(values, 'threshold', 0.5)
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
          : `${viral.toLocaleString('en-US')} of ${rows.length.toLocaleString('en-US')} pieces of content with enough views went above ${threshold}${rows.length > MOST_BARS ? `; the first ${MOST_BARS} are drawn` : ''}.`,
      series: [
        {
          name: 'At the peak',
          points: rows
            .slice(0, MOST_BARS)
            .map((row, index) => ({
              x: row['content'] as string,
              y: row['peak'] as number,
              figure: { row: index, column: 'views' },
            })),
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
  const kind = COUNTED.find((one) => `${one}s` === column)
  const { content, peak_at: peakAt } = row
  if (kind === undefined || typeof content !== 'string' || typeof peakAt !== 'number') return null
  const asked = scope(values, catalog, source)
  return {
    title: `${column.replace(/^./, (letter) => letter.toUpperCase())} of ${content} in the window of its peak`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      `SELECT ${EVENT_ROW} FROM ${asked.from}
WHERE ${datedWhere(asked)} AND ${columnSql(asked, values, 'content')}::VARCHAR = ${literal(content)} AND ${eventSql(asked, values, kind)}
  AND epoch_us(ts) BETWEEN ${peakAt - windowMicros(values)} AND ${peakAt}
ORDER BY ts, _source`,
      partitionRange(asked, 0, 0),
    ),
  }
}

/**
 * SELECT of now_at: the newest event shown; with `as_of`, the end of that date, unless the dates shown end before it.
 */
function newestSql(asked: Scope): string {
  const { nowTs, asOf } = asked.source
  if (asOf !== null && nowTs !== null && (asked.toDate === null || asked.toDate >= asOf))
    return `SELECT ${nowTs}::BIGINT AS now_at`
  return `SELECT epoch_us(max(ts)) AS now_at FROM ${asked.from} WHERE ${datedWhere(asked)}`
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
  columns: [
    { name: 'content', about: 'The piece of content.', format: 'text' },
    { name: 'creator', about: 'Who made it; empty where the log does not say.', format: 'text' },
    { name: 'viral', about: 'True where some window was above the threshold.', format: 'boolean' },
    { name: 'viral_at', about: 'When that was first so (UTC).', format: 'datetime' },
    { name: 'peak', about: 'Highest (shares + comments) / views of a window with enough views.', format: 'ratio' },
    { name: 'peak_at', about: 'When that was first reached (UTC); the window ends here.', format: 'datetime' },
    { name: 'views', about: 'Views in that window.', format: 'integer' },
    { name: 'shares', about: 'Shares in it.', format: 'integer' },
    { name: 'comments', about: 'Comments in it.', format: 'integer' },
    {
      name: 'viral_now',
      about: 'True where the window that ends with the newest event shown is above the threshold.',
      format: 'boolean',
    },
  ],
  reads: 'events',
  population: contentPopulation(COUNTED),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const content = columnSql(asked, values, 'content')
    const creator = likelyColumn(asked, values, 'creator')
    const micros = windowMicros(values)
    const threshold = literal(number(values, 'threshold', 0.5))
    const leastViews = number(values, 'min_views', 20)
    const is = (kind: (typeof COUNTED)[number]): string => `(${eventSql(asked, values, kind)})::INTEGER`
    const acts = `acts AS MATERIALIZED (
  SELECT ${content}::VARCHAR AS content, ${creator === null ? 'NULL::VARCHAR' : `${identifier(creator.name)}::VARCHAR`} AS creator, epoch_us(ts) AS at_us, ${COUNTED.map((kind) => `${is(kind)} AS ${kind}`).join(', ')}
  FROM ${asked.from} WHERE ${datedWhere(asked)} AND ${content} IS NOT NULL AND (${COUNTED.map((kind) => eventSql(asked, values, kind)).join(' OR ')})),
rolled AS (
  SELECT content, at_us, ${COUNTED.map((kind) => `sum(${kind}) OVER recent AS ${kind}s`).join(', ')}
  FROM acts WINDOW recent AS (PARTITION BY content ORDER BY at_us RANGE BETWEEN ${micros}::BIGINT PRECEDING AND CURRENT ROW)),
rated AS (SELECT content, at_us, views, shares, comments, (shares + comments)::DOUBLE / views AS rate FROM rolled WHERE views >= ${leastViews})`
    const plan = scopedPlan(
      asked,
      `WITH ${acts},
newest AS (${newestSql(asked)}),
peaks AS (
  SELECT content, max(rate) AS peak, min(at_us) FILTER (rate > ${threshold}) AS viral_at
  FROM rated GROUP BY content),
at_peak AS (
  SELECT rated.content, min(at_us) AS peak_at FROM rated JOIN peaks ON rated.content = peaks.content AND rate = peak GROUP BY rated.content),
now AS (
  SELECT content, (sum(share) + sum("comment"))::DOUBLE / nullif(sum("view"), 0) > ${threshold} AND sum("view") >= ${leastViews} AS viral_now
  FROM acts, newest WHERE at_us >= now_at - ${micros} GROUP BY content),
creators AS (SELECT content, min(creator) AS creator FROM acts GROUP BY content)
SELECT DISTINCT peaks.content, creators.creator, viral_at IS NOT NULL AS viral, make_timestamp(viral_at) AS viral_at, peak, make_timestamp(peak_at) AS peak_at,
  views::BIGINT AS views, shares::BIGINT AS shares, comments::BIGINT AS comments, coalesce(viral_now, FALSE) AS viral_now
FROM peaks JOIN at_peak ON peaks.content = at_peak.content JOIN rated ON rated.content = peaks.content AND rated.at_us = peak_at
  JOIN creators ON creators.content = peaks.content LEFT JOIN now ON now.content = peaks.content
ORDER BY peak DESC, peaks.content`,
      partitionRange(asked, 0, 0),
      [`content: ${likelyColumn(asked, values, 'content')!.name}`],
    )
    return {
      ...plan,
      leftOut: [
        {
          name: 'few-views',
          sql: `WITH ${acts} SELECT count(DISTINCT content) FROM acts WHERE content NOT IN (SELECT content FROM rated)`,
          one: `1 piece of content with fewer than ${leastViews} views in every window is left out`,
          many: `{n} pieces of content with fewer than ${leastViews} views in every window are left out`,
        },
      ],
    }
  },
  charts,
  drill,
}
