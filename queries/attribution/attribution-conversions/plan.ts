import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { literal } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { EVENT_ROW, userIdOf, userIdSql } from '../../events/eventRows'
import { journeys, NO_TOUCH, type Journeys } from '../journeys'
import { modelsAsked } from '../models'
import { textOf } from '../parameters'
import { CREDIT_RULE, modelNeeds } from '../plan'

/** More conversions than this are not looked up one by one. */
const MOST_LOOKED_UP = 10_000

/** Whether each touch has a row of its own. */
function listsTouches(values: ParameterValues): boolean {
  return values['rows'] === 'touches'
}

/**
 * Journeys with a CTE `credited` (conversion_number, nth, touches, channel, touched_at, touch_source,
 * credit): a row for each
 * touch of each conversion, and one for each conversion without a touch, whose nth, touched_at and touch_source are NULL. Throws `bad-parameter` and `not-found`.
 */
function creditedTouches(values: ParameterValues, catalog: Catalog, source: string | null): Journeys {
  const models = modelsAsked({ ...values, model: textOf(values, 'model') ?? 'last' })
  const weight = models[0]?.weight ?? '0'
  const base = journeys(values, catalog, source, {
    ...modelNeeds(models, values),
    origin: true,
    columns: { touch_source: '_source' },
  })
  return {
    ...base,
    ctes: [
      ...base.ctes,
      {
        name: 'credited',
        about: 'Each touch of each conversion with its credit, and each conversion without a touch',
        sql: `SELECT
  conversion_number,
  nth,
  touch_count AS touches,
  channel,
  touched_at,
  touch_source,
  (${weight})::DOUBLE AS credit
FROM journey_touches
UNION ALL
SELECT
  conversion_number,
  NULL,
  0,
  ${literal(NO_TOUCH)},
  NULL,
  NULL,
  1
FROM conversions
WHERE conversion_number NOT IN (SELECT conversion_number FROM reached_conversions)`,
      },
    ],
  }
}

/** What is said of a conversion in every row, over `conversions`. */
const CONVERSION = `${userIdOf('conversions')},
  make_timestamp(converted_at) AS ts,
  amount::DOUBLE AS "value"`

const TIME = `strftime(local_time(make_timestamp(touched_at)), '%Y-%m-%d %H:%M:%S')`

function conversionsSql(ctes: readonly Cte[]): string {
  return statement(
    [
      ...ctes,
      {
        name: 'by_channel',
        about: 'Of each conversion and channel the credit, and which of its touches came first',
        sql: `SELECT
  conversion_number,
  channel,
  min(nth) AS first_nth,
  sum(credit) AS credit
FROM credited
GROUP BY conversion_number, channel`,
      },
      {
        name: 'told_credits',
        about: 'Of each conversion the credits as text',
        sql: `SELECT
  conversion_number,
  string_agg(channel || ' ' || printf('%.4g', credit), ', ' ORDER BY first_nth) AS credits
FROM by_channel
WHERE credit > 0
GROUP BY conversion_number`,
      },
      {
        name: 'told_paths',
        about: 'Of each conversion the channels and the times of its touches as texts',
        sql: `SELECT
  conversion_number,
  any_value(touches) AS touches,
  string_agg(channel, ' > ' ORDER BY nth) AS path,
  string_agg(${TIME}, ' > ' ORDER BY nth) AS touched_at
FROM credited
GROUP BY conversion_number`,
      },
    ],
    `SELECT
  ${CONVERSION},
  touches::BIGINT AS touches,
  path,
  touched_at,
  credits,
  _file,
  _line
FROM conversions
JOIN told_paths USING (conversion_number)
LEFT JOIN told_credits USING (conversion_number)
ORDER BY converted_at, _file, _line`,
  )
}

function touchesSql(ctes: readonly Cte[]): string {
  return statement(
    ctes,
    `SELECT
  ${CONVERSION},
  touches::BIGINT AS touches,
  nth::BIGINT AS nth,
  channel,
  make_timestamp(touched_at) AS touch_ts,
  credit,
  credit * amount AS credited_value,
  _file,
  _line
FROM conversions
JOIN credited USING (conversion_number)
ORDER BY converted_at, _file, _line, nth`,
  )
}

/** SQL of the list: a row for each conversion, or for each of its touches. Throws `bad-parameter` and `not-found`. */
export function planConversions(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { ctes, plan, sequence } = creditedTouches(values, catalog, source)
  const found = { ...plan, sql: listsTouches(values) ? touchesSql(ctes) : conversionsSql(ctes) }
  const { limit } = values
  // What all conversions are is a question of the engine's; of a few it is looked up.
  if (sequence === null || typeof limit !== 'number' || limit > MOST_LOOKED_UP) return found
  return {
    ...found,
    sequence: {
      ...sequence,
      columns: {
        ...sequence.columns,
        place: { kind: 'number', sql: '_source' },
        ...(listsTouches(values) ? {} : { local_at: { kind: 'number', sql: 'epoch_us(local_time(ts))' } }),
      },
      lookedUp: { user_id: userIdSql('looked_up'), _file: '_file', _line: '_line' },
      analysis: 'attribution-conversions',
      values,
      rule: `${CREDIT_RULE} The first conversions are listed, with whose they are and where they stand in the log.`,
    },
  }
}

/** One row of all conversions: how many, how many with a touch, and their value. Throws what planConversions throws. */
export function planTotals(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { ctes, plan, sequence } = creditedTouches(values, catalog, source)
  return {
    ...plan,
    ...(sequence === null
      ? {}
      : {
          sequence: {
            ...sequence,
            analysis: 'attribution-conversions',
            values,
            rule: 'The conversions are counted, and those that a touch came before within the lookback.',
            ofKpis: true,
          },
        }),
    sql: statement(
      ctes,
      `SELECT
  count(*)::BIGINT AS conversions,
  count(*) FILTER (
    conversion_number IN (SELECT conversion_number FROM credited WHERE nth IS NOT NULL)
  )::BIGINT AS touched,
  coalesce(sum(amount), 0)::DOUBLE AS amount
FROM conversions`,
    ),
  }
}

/** The touches of a conversion, as rows of the log. */
export function drillConversion(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { _file: file, _line: line, user_id: user } = row
  if (column !== 'touches' || typeof file !== 'string' || (typeof line !== 'number' && typeof line !== 'bigint'))
    return null
  const { ctes, plan, within, question } = creditedTouches(values, catalog, source)
  return {
    title: `Touches before the conversion of ${String(user)} in line ${String(line)} of ${file}`,
    kind: 'rows',
    plan: {
      ...plan,
      sql: statement(
        [
          ...ctes,
          {
            name: 'asked_touches',
            about: 'The touches of this conversion, and where each stands in the log',
            sql: `SELECT
  nth,
  credit,
  touch_source,
  channel AS touch_channel
FROM conversions
JOIN credited USING (conversion_number)
WHERE _file = ${literal(file)}
  AND _line = ${literal(line)}
  AND nth IS NOT NULL`,
          },
        ],
        `SELECT
  ${EVENT_ROW},
  touch_channel AS ${question.channel.name === 'channel' ? 'channel' : '"touched channel"'},
  asked_touches.credit
FROM ${within.from}
JOIN asked_touches ON _source = touch_source
ORDER BY asked_touches.nth`,
      ),
    },
  }
}
