import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure, KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { literal } from '../../../src-renderer/query/sql/literal'
import { eventSource } from '../../../src-renderer/query/sql/eventSource'
import { statement } from '../../../src-renderer/query/sql/statement'
import { journeys, NO_TOUCH, sequenceOf, type Journeys } from '../journeys'
import { readLookback, textOf } from '../parameters'
import { countTouchTypes } from './pass'

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

/** The lookbacks of clicks and of views, as texts. */
function readLookbacks(values: ParameterValues): { readonly clickText: string; readonly viewText: string } {
  const clickText = textOf(values, 'lookback') ?? 'none'
  return { clickText, viewText: textOf(values, 'view_lookback') ?? clickText }
}

/** WITH queries up to `typed` (user_key, type, channel, amount), a row for each conversion. */
function typedConversions(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Pick<Journeys, 'ctes' | 'plan' | 'sequence'> {
  const click = conditionOf(values, 'click', catalog, source)
  const view = conditionOf(values, 'view', catalog, source)
  const { clickText, viewText } = readLookbacks(values)
  const [clickMicros, viewMicros] = [readLookback(clickText), readLookback(viewText, 'view_lookback')]
  const widest = clickMicros === null || viewMicros === null ? 'none' : clickMicros >= viewMicros ? clickText : viewText
  const { ctes, plan, sequence } = journeys(
    { ...values, lookback: widest },
    catalog,
    source,
    { touches: `(${click} OR ${view})`, columns: { is_click: click } },
    `lookback of clicks: ${clickText}, of views: ${viewText}`,
  )
  /** The channel of the last touch of a kind within its own lookback. */
  const lastOf = (kind: string, micros: number | null): string => {
    const counts = micros === null ? kind : `${kind} AND touched_at >= converted_at - ${literal(BigInt(micros))}`
    return `arg_max(
    CASE WHEN ${kind} THEN channel END,
    CASE WHEN ${counts} THEN nth END
  )`
  }
  return {
    ctes: [
      ...ctes,
      {
        name: 'last_touches',
        about:
          'Of each conversion with a touch the channels of the last click and of the last view, where there are any',
        sql: `SELECT
  conversion_number,
  ${lastOf('is_click', clickMicros)} AS clicked,
  ${lastOf('NOT is_click', viewMicros)} AS viewed
FROM journey_touches
GROUP BY conversion_number`,
      },
      {
        name: 'typed',
        about: 'Each conversion with what it is credited to: the last click, else the last view',
        sql: `SELECT
  user_key,
  CASE
    WHEN clicked IS NOT NULL THEN 'click-through'
    WHEN viewed IS NOT NULL THEN 'view-through'
    ELSE ${literal(NO_TOUCH)}
  END AS type,
  coalesce(clicked, viewed, ${literal(NO_TOUCH)}) AS channel,
  amount
FROM conversions
LEFT JOIN last_touches ON conversions.conversion_number = last_touches.conversion_number`,
      },
    ],
    plan,
    sequence,
  }
}

/** SQL for conversions by type of touch. Throws `bad-parameter` and `not-found`. */
export function planTouchTypes(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { ctes, plan, sequence } = typedConversions(values, catalog, source)
  return {
    ...plan,
    ...sequenceOf(
      sequence,
      'attribution-touch-types',
      values,
      "Each user's events are walked once in order of time: a conversion goes to the last click before it, else to the last view, each within its lookback.",
    ),
    sql: statement(
      ctes,
      `SELECT
  type,
  channel,
  count(*)::BIGINT AS conversions,
  sum(amount)::DOUBLE AS "value",
  100 * count(*) / (SELECT count(*) FROM typed) AS pct
FROM typed
GROUP BY type, channel
ORDER BY
  list_position(['click-through', 'view-through', ${literal(NO_TOUCH)}], type),
  conversions DESC,
  channel`,
    ),
  }
}

/** The same from a timeline. */
export function passTouchTypes(run: KernelRun): Promise<ResultTable> {
  const { clickText, viewText } = readLookbacks(run.values)
  return countTouchTypes(run, clickText, viewText)
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
  const { ctes, plan } = typedConversions(values, catalog, source)
  return {
    title:
      type === NO_TOUCH
        ? 'Users with conversions that neither a click nor a view came before'
        : `Users with ${type} conversions of ${channel}`,
    kind: 'users',
    plan: {
      ...plan,
      sql: statement(
        ctes,
        `SELECT user_key, count(*)::BIGINT AS conversions, sum(amount)::DOUBLE AS "value"
FROM typed
WHERE type = ${literal(type)}
  AND channel = ${literal(channel)}
GROUP BY user_key
ORDER BY conversions DESC, user_key`,
      ),
    },
  }
}
