import type { ColumnSchema } from '../../../src-renderer/model/schema'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed, conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { badParameter, refuse } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, whereClause, whereLines } from '../../events/eventsInScope'

/** What the place that a view reached is called when nobody says, the likeliest first. */
export const PLACE_NAMES: readonly string[] = [
  'video_position_pct',
  'position_pct',
  'watched_pct',
  'progress_pct',
  'playback_position_seconds',
  'position_seconds',
  'watched_seconds',
]
const LENGTH_NAMES: readonly string[] = [
  'total_content_length_seconds',
  'content_length_seconds',
  'length_seconds',
  'video_length_seconds',
]

export const AGE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'view',
    type: 'event',
    label: 'View',
    default: null,
    emptyMeans: 'Any event',
    help: 'The event of a view that has the place it got to.',
  },
  {
    name: 'place',
    type: 'column',
    label: 'Got to',
    default: null,
    emptyMeans: 'Automatic',
    help: 'The column with the place that a view got to; empty for the first that is called like one.',
  },
  {
    name: 'length',
    type: 'column',
    label: 'Length',
    default: null,
    emptyMeans: 'Automatic',
    help: 'The column with the length of the content, in the unit of the place; "none" where the place is in percent.',
    options: [{ value: 'none', label: 'None' }],
  },
  {
    name: 'unit',
    type: 'choice',
    label: 'By',
    default: 'percent',
    help: 'What places are counted in.',
    options: [
      {
        value: 'percent',
        label: 'Percent of the content',
        help: 'The place divided by the length, where there is one.',
      },
      { value: 'seconds', label: 'Seconds', help: 'The place as it is.' },
    ],
  },
  {
    name: 'step',
    type: 'number',
    label: 'Step',
    default: 5,
    min: 0.1,
    max: 100_000,
    help: 'How far places are apart.',
  },
]
/** No more places than these are drawn. */
export const MOST_PLACES = 1000

/** A question of an age curve, read and checked. */
export interface AgeQuestion {
  readonly scope: Scope
  /** What is divided by a length, where there is one. */
  readonly place: ColumnSchema
  readonly length: ColumnSchema | null
  /** The place that a view got to, as SQL. */
  readonly reached: string
  readonly which: string
  readonly isPercent: boolean
  readonly step: number
  readonly note: string
}

const named = (columns: readonly ColumnSchema[], likely: readonly string[]): ColumnSchema | undefined =>
  likely.flatMap((name) => columns.filter((one) => one.name.toLowerCase() === name))[0]

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readAge(values: ParameterValues, catalog: Catalog, source: string | null): AgeQuestion {
  const asked = scope(values, catalog, source)
  const { columns } = asked.source
  const chosen = (name: string): string | null => {
    const value = values[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const place = chosen('place') === null ? named(columns, PLACE_NAMES) : columnNamed(chosen('place') ?? '', columns)
  if (place === undefined) throw badParameter('place', '', ': say which column it is; none is called like one.')
  const isPercent = values['unit'] !== 'seconds'
  const length =
    !isPercent || chosen('length') === 'none'
      ? undefined
      : chosen('length') === null
        ? /pct|percent/i.test(place.name)
          ? undefined
          : named(columns, LENGTH_NAMES)
        : columnNamed(chosen('length') ?? '', columns)
  const step = Number(values['step'])
  if (isPercent && step > 100) refuse('step', step, 'a step of percents is at most 100')
  const number = (name: string): string => `TRY_CAST(${identifier(name)} AS DOUBLE)`
  const reached = length === undefined ? number(place.name) : `100 * ${number(place.name)} / ${number(length.name)}`
  const isView = conditionSql(readCondition(values['view'] ?? null, 'view'), columns)
  return {
    scope: asked,
    place,
    length: length ?? null,
    reached,
    isPercent,
    step,
    which: whereLines(
      isView,
      `coalesce(${number(place.name)} >= 0, FALSE)`,
      length === undefined ? null : `coalesce(${number(length.name)} > 0, FALSE)`,
    ),
    note: `place: ${place.name}${length === undefined ? '' : ` of ${length.name}`}`,
  }
}

/** WITH queries up to `views` (user_key, ts, reached, _file, _line): views with a place on the dates asked for. */
export function views({ scope: asked, reached, which }: AgeQuestion): readonly Cte[] {
  return [
    eventsInScope(asked, { dated: true }),
    {
      name: 'views',
      about: 'Views, and how far they got',
      sql: `SELECT user_key, ts, _file, _line, ${reached} AS reached\nFROM events_in_scope${whereClause(which)}`,
    },
  ]
}

/** The last place of a curve by percent, by its number. */
export function lastPercent(step: number): number {
  return Math.floor(100 / step + 1e-9)
}

/** A row per place, from 0 on. */
export function ageSql(question: AgeQuestion): string {
  const { isPercent, step } = question
  const last = isPercent ? `${lastPercent(step)}` : `least(floor(max(reached) / ${step}), ${MOST_PLACES})`
  return statement(
    [
      ...views(question),
      {
        name: 'totals',
        about: 'How many views there are, and how many places',
        sql: `SELECT count(*) AS views, ${last}::BIGINT AS last_place\nFROM views\nHAVING count(*) > 0`,
      },
      {
        name: 'reached_places',
        about: 'The last place that views got to, told by a whole number, and how many got no further',
        sql: `SELECT
  least(
    CASE
      WHEN (guessed + 1) * ${step}::DOUBLE <= reached THEN guessed + 1
      WHEN guessed * ${step}::DOUBLE > reached THEN guessed - 1
      ELSE guessed
    END,
    last_place
  )::BIGINT AS nth,
  count(*) AS views
FROM (
  SELECT reached, last_place, least(floor(reached / ${step}), last_place) AS guessed
  FROM views, totals
  WHERE reached >= 0
)
GROUP BY nth`,
      },
      {
        name: 'counted',
        about: 'Each place with how many views got there: to it or any further',
        sql: `SELECT
  places.nth * ${step}::DOUBLE AS place,
  places.views,
  coalesce(sum(reached_places.views) OVER (ORDER BY places.nth DESC), 0)::BIGINT AS still
FROM (SELECT unnest(range(0, last_place + 1)) AS nth, views FROM totals) AS places
LEFT JOIN reached_places USING (nth)`,
      },
    ],
    `SELECT
  place,
  still,
  100 * still / views AS share,
  coalesce(lag(still) OVER (ORDER BY place) - still, 0) AS ended,
  views
FROM counted
ORDER BY place`,
  )
}
