import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { literal } from '../../../src-renderer/query/sql/literal'
import { eventSource } from '../../../src-renderer/query/sql/eventSource'
import { journeys, NO_TOUCH } from '../journeys'
import { readLookback, textOf } from '../parameters'

function conditionOf(values: ParameterValues, name: 'click' | 'view', catalog: Catalog, source: string | null): string {
  const condition = readCondition(values[name] ?? null, name)
  if (condition.event === null && condition.where.length === 0)
    throw badParameter(
      name,
      '',
      `: say which events are ${name}s, such as "${name === 'click' ? 'click' : 'impression'}".`,
    )
  return conditionSql(condition, eventSource(catalog, source).columns)
}

/** CTEs up to `typed` (k, type, channel, amount), a row for each conversion. */
function typedSql(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): { readonly ctes: readonly string[]; readonly plan: Omit<QueryPlan, 'sql'> } {
  const click = conditionOf(values, 'click', catalog, source)
  const view = conditionOf(values, 'view', catalog, source)
  const clickText = textOf(values, 'lookback') ?? 'none'
  const viewText = textOf(values, 'view_lookback') ?? clickText
  const [clickMicros, viewMicros] = [readLookback(clickText), readLookback(viewText, 'view_lookback')]
  const widest = clickMicros === null || viewMicros === null ? 'none' : clickMicros >= viewMicros ? clickText : viewText
  const { ctes, plan } = journeys(
    { ...values, lookback: widest },
    catalog,
    source,
    { touches: `(${click} OR ${view})`, columns: { is_click: click } },
    `lookback of clicks: ${clickText}, of views: ${viewText}`,
  )
  const within = (micros: number | null): string =>
    micros === null ? 'TRUE' : `t >= done - ${literal(BigInt(micros))}`
  return {
    ctes: [
      ...ctes,
      `best AS (SELECT c, arg_max(CASE WHEN is_click THEN channel END, CASE WHEN is_click AND ${within(clickMicros)} THEN nth END) AS clicked,
    arg_max(CASE WHEN NOT is_click THEN channel END, CASE WHEN NOT is_click AND ${within(viewMicros)} THEN nth END) AS viewed
  FROM touched GROUP BY c)`,
      `typed AS (SELECT k, CASE WHEN clicked IS NOT NULL THEN 'click-through' WHEN viewed IS NOT NULL THEN 'view-through' ELSE ${literal(NO_TOUCH)} END AS type,
    coalesce(clicked, viewed, ${literal(NO_TOUCH)}) AS channel, amount
  FROM conversions LEFT JOIN best ON conversions.c = best.c)`,
    ],
    plan,
  }
}

/** SQL for conversions by type of touch. Throws `bad-parameter` and `not-found`. */
export function planTouchTypes(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { ctes, plan } = typedSql(values, catalog, source)
  return {
    ...plan,
    sql: `WITH ${ctes.join(',\n')}
SELECT type, channel, count(*)::BIGINT AS conversions, sum(amount)::DOUBLE AS "value", 100 * count(*) / (SELECT count(*) FROM typed) AS pct
FROM typed GROUP BY type, channel ORDER BY list_position(['click-through', 'view-through', ${literal(NO_TOUCH)}], type), conversions DESC, channel`,
  }
}

/** The users with conversions of a row, and how many of them. */
export function drillTouchType(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { type, channel } = row
  if (typeof type !== 'string' || typeof channel !== 'string' || !['conversions', 'value', 'pct'].includes(column))
    return null
  const { ctes, plan } = typedSql(values, catalog, source)
  return {
    title:
      type === NO_TOUCH
        ? 'Users with conversions that neither a click nor a view came before'
        : `Users with ${type} conversions of ${channel}`,
    kind: 'users',
    plan: {
      ...plan,
      sql: `WITH ${ctes.join(',\n')}
SELECT k AS user_key, count(*)::BIGINT AS conversions, sum(amount)::DOUBLE AS "value" FROM typed WHERE type = ${literal(type)} AND channel = ${literal(channel)}
GROUP BY k ORDER BY conversions DESC, user_key`,
    },
  }
}
