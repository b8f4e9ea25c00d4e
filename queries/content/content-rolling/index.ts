import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { LatheError } from '../../../src-renderer/model/error'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { markOf } from '../../events/completeness'
import { EVENT_ROW } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import {
  CONTENT,
  DWELL_PARAMETERS,
  EVENT_PARAMETERS,
  KINDS,
  dwellSecondsSql,
  eventSql,
  likelyColumn,
  type Kind,
} from '../../events/contentColumns'
import { contentPopulation } from '../population'
import { timeText } from '../../events/timeText'
import definition from './definition.md?raw'

const MICROS_PER_HOUR = 3_600_000_000
const COLUMN_OF: Readonly<Record<Kind, string>> = { view: 'views', like: 'likes', share: 'shares', comment: 'comments' }
/** Days before the first date shown that a window may reach into, beside its own length. */
const SLACK_DAYS = 1

interface Clock {
  readonly windowHours: number
  readonly stepHours: number
  readonly steps: number
  readonly stepMicros: number
}

/** The window and the step. Throws `bad-parameter` where the one is not a multiple of the other. */
function readClock(values: ParameterValues): Clock {
  const number = (name: string, standard: number): number =>
    typeof values[name] === 'number' ? values[name] : standard
  const windowHours = number('window_hours', 24),
    stepHours = number('step_hours', 1)
  if (windowHours % stepHours !== 0)
    throw new LatheError(
      'bad-parameter',
      `window_hours must be a multiple of step_hours (${stepHours}), not ${windowHours}.`,
      { parameter: 'window_hours', value: String(windowHours) },
    )
  return { windowHours, stepHours, steps: windowHours / stepHours, stepMicros: stepHours * MICROS_PER_HOUR }
}

/**
 * Views, likes, shares and comments are sums over the steps of a window. Different viewers and contents are counted in
 * one pass, as active users are: each enters with a step and leaves when the window has passed, or with their next
 * step.
 */
function rollingSql(asked: Scope, values: ParameterValues, clock: Clock): string {
  const content = likelyColumn(asked, values, 'content')
  const dwell = likelyColumn(asked, values, 'dwell')
  const shown = shownDates(asked)
  const step = `(epoch_us(ts) // ${clock.stepMicros})`
  const distinct = (name: string, key: string): string => `${name}_steps AS (
  SELECT step, lead(step) OVER (PARTITION BY ${key} ORDER BY step) AS next_step FROM (SELECT DISTINCT ${key}, step FROM acts WHERE "view" AND ${key} IS NOT NULL)),
${name}_changes AS (
  SELECT step, sum(change) AS change FROM (SELECT step, 1 AS change FROM ${name}_steps UNION ALL SELECT least(step + ${clock.steps}, next_step), -1 FROM ${name}_steps) GROUP BY step)`
  return `WITH bounds AS (
  SELECT ${shown.from} AS from_date, ${shown.to} AS to_date, ${asked.source.minTs ?? 0}::BIGINT // ${clock.stepMicros} AS first_step, ${asked.source.maxTs ?? 0}::BIGINT // ${clock.stepMicros} AS last_step
  FROM (${dataDatesSql(asked)})),
acts AS MATERIALIZED (
  SELECT user_key, ${step} AS step, ${content === null ? 'NULL::VARCHAR' : `${identifier(content.name)}::VARCHAR`} AS content, ${dwell === null ? 'NULL::DOUBLE' : dwellSecondsSql(dwell, values)} AS seconds,
    ${KINDS.map((kind) => `(${eventSql(asked, values, kind)}) AS "${kind}"`).join(', ')}
  FROM ${asked.from} WHERE ${asked.where} AND (${KINDS.map((kind) => eventSql(asked, values, kind)).join(' OR ')})),
counted AS (
  SELECT step, ${KINDS.map((kind) => `count(*) FILTER ("${kind}") AS ${COLUMN_OF[kind]}`).join(', ')}, coalesce(sum(seconds) FILTER ("view"), 0) AS seconds FROM acts GROUP BY step),
${distinct('viewer', 'user_key')},
${distinct('content', 'content')},
calendar AS (SELECT unnest(range(first_step, last_step + 1)) AS step, from_date, to_date, first_step, last_step FROM bounds),
rolled AS (
  SELECT step, from_date, to_date, first_step, last_step, ${Object.values(COLUMN_OF)
    .map((column) => `sum(coalesce(${column}, 0)) OVER in_window AS ${column}`)
    .join(', ')}, sum(coalesce(seconds, 0)) OVER in_window AS seconds,
    sum(coalesce(viewer_changes.change, 0)) OVER (ORDER BY step) AS viewers, sum(coalesce(content_changes.change, 0)) OVER (ORDER BY step) AS contents
  FROM calendar LEFT JOIN counted USING (step) LEFT JOIN viewer_changes USING (step) LEFT JOIN content_changes USING (step)
  WINDOW in_window AS (ORDER BY step ROWS BETWEEN ${clock.steps - 1} PRECEDING AND CURRENT ROW))
SELECT make_timestamp(((step + 1) * ${clock.stepMicros})::BIGINT) AS window_end, views::BIGINT AS views, viewers::BIGINT AS viewers, contents::BIGINT AS contents, likes::BIGINT AS likes,
  shares::BIGINT AS shares, comments::BIGINT AS comments, seconds::DOUBLE / 60 AS minutes, 100 * (likes + shares + comments) / nullif(views, 0)::DOUBLE AS engagement_pct,
  step - ${clock.steps - 1} >= first_step AND (step + 1) * ${clock.stepMicros} <= ${asked.source.nowTs ?? 0} AS complete
FROM rolled
WHERE local_date(make_timestamp((step * ${clock.stepMicros})::BIGINT)) BETWEEN from_date AND to_date
ORDER BY step`
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const hours = readClock(values).windowHours
  const points = (column: string) =>
    rows.map((row, index) => ({
      x: timeText(row['window_end'] as number),
      y: row[column] as number | null,
      figure: { row: index, column },
      ...markOf(row),
    }))
  const peak = rows.reduce<(typeof rows)[number] | null>(
    (best, row) => (best === null || (row['views'] as number) > (best['views'] as number) ? row : best),
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
          : `At most ${(peak['views'] as number).toLocaleString('en-US')} views in ${hours} hours, up to ${timeText(
              peak['window_end'] as number,
            )
              .slice(0, 16)
              .replace('T', ' ')} UTC; dashed where the window is not covered by the data.`,
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
  const last = result.rows().findLast((row) => row['complete'] === true)
  if (last === undefined) return []
  const detail = `${readClock(values).windowHours} hours to ${timeText(last['window_end'] as number)
    .slice(0, 16)
    .replace('T', ' ')} UTC`
  return [
    { label: 'Views', value: last['views'] as number, format: 'integer', detail },
    { label: 'Viewers', value: last['viewers'] as number, format: 'integer' },
    { label: 'Engagement', value: last['engagement_pct'] as number | null, format: 'percent', detail: 'a view' },
    { label: 'Minutes', value: last['minutes'] as number, format: 'decimal', detail: 'spent viewing' },
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
  const where = `${asked.where} AND ${eventSql(asked, values, kind)} AND epoch_us(ts) >= ${end - windowHours * MICROS_PER_HOUR} AND epoch_us(ts) < ${end}`
  const title = `${column.replace(/^./, (letter) => letter.toUpperCase())} in the ${windowHours} hours to ${timeText(end)}`
  return column === 'viewers'
    ? {
        title,
        kind: 'users',
        plan: scopedPlan(
          asked,
          `SELECT user_key, count(*)::BIGINT AS views FROM ${asked.from}\nWHERE ${where}\nGROUP BY user_key`,
          undefined,
        ),
      }
    : {
        title,
        kind: 'rows',
        plan: scopedPlan(
          asked,
          `SELECT ${EVENT_ROW} FROM ${asked.from}\nWHERE ${where}\nORDER BY ts, _source`,
          undefined,
        ),
      }
}

export const contentRolling: Analysis = {
  name: 'content-rolling',
  title: 'Rolling 24 hours',
  about: 'Views, viewers, contents and engagement in the 24 hours up to each hour.',
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
  columns: [
    { name: 'window_end', about: 'Where the window ends (UTC), itself not included.', format: 'datetime' },
    { name: 'views', about: 'Views in the window.', format: 'integer' },
    { name: 'viewers', about: 'Different users with a view.', format: 'integer' },
    { name: 'contents', about: 'Different contents viewed; 0 where no column holds them.', format: 'integer' },
    { name: 'likes', about: 'Likes in the window.', format: 'integer' },
    { name: 'shares', about: 'Shares in the window.', format: 'integer' },
    { name: 'comments', about: 'Comments in the window.', format: 'integer' },
    { name: 'minutes', about: 'Minutes spent on the views that say how long they lasted.', format: 'decimal' },
    {
      name: 'engagement_pct',
      about: 'Likes, shares and comments per 100 views; empty without views.',
      format: 'percent',
    },
    { name: 'complete', about: 'False where the data does not cover the whole window.', format: 'boolean' },
  ],
  reads: 'events',
  population: contentPopulation(KINDS, null),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const clock = readClock(values)
    return scopedPlan(
      asked,
      rollingSql(asked, values, clock),
      partitionRange(
        asked,
        Math.ceil(clock.windowHours / 24) + SLACK_DAYS,
        SLACK_DAYS + Math.ceil(clock.stepHours / 24),
      ),
      [`${clock.windowHours} hours, every ${clock.stepHours}`],
    )
  },
  charts,
  kpis,
  drill,
}
