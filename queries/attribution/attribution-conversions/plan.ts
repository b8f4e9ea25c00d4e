import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { literal } from '../../../src-renderer/query/sql/literal'
import { EVENT_ROW } from '../../events/eventRows'
import { journeys, NO_TOUCH, type Journeys } from '../journeys'
import { modelsAsked } from '../models'
import { textOf } from '../parameters'
import { modelNeeds } from '../plan'

/** Whether each touch has a row of its own. */
export function listsTouches(values: ParameterValues): boolean {
  return values['rows'] === 'touches'
}

/**
 * Journeys with a CTE `credited` (c, nth, touches, channel, t, place, credit): a row for each touch of each conversion,
 * and one for each conversion without a touch, whose nth, t and place are NULL. Throws `bad-parameter` and `not-found`.
 */
function creditedTouches(values: ParameterValues, catalog: Catalog, source: string | null): Journeys {
  const models = modelsAsked({ ...values, model: textOf(values, 'model') ?? 'last' })
  const weight = models[0]?.weight ?? '0'
  const base = journeys(values, catalog, source, {
    ...modelNeeds(models, values),
    origin: true,
    columns: { place: '_source' },
  })
  return {
    ...base,
    ctes: [
      ...base.ctes,
      `credited AS (SELECT c, nth, n AS touches, channel, t, place, (${weight})::DOUBLE AS credit FROM touched
  UNION ALL SELECT c, NULL, 0, ${literal(NO_TOUCH)}, NULL, NULL, 1 FROM conversions
  WHERE c NOT IN (SELECT c FROM reached))`,
    ],
  }
}

/** What is said of a conversion in every row, over `conversions`. */
const CONVERSION = `(SELECT user_id FROM main.all_users users WHERE users.user_key = k) AS user_id,
  make_timestamp(conversions.t) AS ts, conversions.amount::DOUBLE AS "value"`

const TIME = `strftime(local_time(make_timestamp(credited.t)), '%Y-%m-%d %H:%M:%S')`

function conversionsSql(ctes: readonly string[]): string {
  return `WITH ${ctes.join(',\n')},
by_channel AS (SELECT c, channel, min(nth) AS first_nth, sum(credit) AS credit FROM credited GROUP BY c, channel),
told_credits AS (SELECT c, string_agg(channel || ' ' || printf('%.4g', credit), ', ' ORDER BY first_nth) AS credits
  FROM by_channel WHERE credit > 0 GROUP BY c),
told_paths AS (SELECT c, any_value(touches) AS touches, string_agg(channel, ' > ' ORDER BY nth) AS path,
    string_agg(${TIME}, ' > ' ORDER BY nth) AS touched_at
  FROM credited GROUP BY c)
SELECT ${CONVERSION},
  touches::BIGINT AS touches, path, touched_at, credits, _file, _line
FROM conversions JOIN told_paths USING (c) LEFT JOIN told_credits USING (c)
ORDER BY conversions.t, _file, _line`
}

function touchesSql(ctes: readonly string[]): string {
  return `WITH ${ctes.join(',\n')}
SELECT ${CONVERSION},
  touches::BIGINT AS touches, nth::BIGINT AS nth, channel, make_timestamp(credited.t) AS touch_ts,
  credit, credit * conversions.amount AS credited_value, _file, _line
FROM conversions JOIN credited USING (c)
ORDER BY conversions.t, _file, _line, nth`
}

/** SQL of the list: a row for each conversion, or for each of its touches. Throws `bad-parameter` and `not-found`. */
export function planConversions(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { ctes, plan } = creditedTouches(values, catalog, source)
  return { ...plan, sql: listsTouches(values) ? touchesSql(ctes) : conversionsSql(ctes) }
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
      sql: `WITH ${ctes.join(',\n')},
asked AS (SELECT credited.nth, credited.credit, credited.place, credited.channel AS touch_channel
  FROM conversions JOIN credited USING (c)
  WHERE _file = ${literal(file)} AND _line = ${literal(line)} AND nth IS NOT NULL)
SELECT ${EVENT_ROW}, touch_channel AS ${question.channel.name === 'channel' ? 'channel' : '"touched channel"'}, credit
FROM ${within.from} JOIN asked ON _source = asked.place
ORDER BY nth`,
    },
  }
}
