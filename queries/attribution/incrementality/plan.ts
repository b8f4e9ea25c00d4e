import { refuse } from '../../../src-renderer/query/sql/refuse'
import { columnNamed, conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { Population, QueryPlan } from '../../../src-renderer/query/contract/plan'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { dateLiteral, identifier, literal } from '../../../src-renderer/query/sql/literal'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { readConversion, textOf } from '../parameters'

/** SQL of the two groups' conditions, never NULL. */
function groupConditions(
  values: ParameterValues,
  within: Scope,
): { readonly exposed: string; readonly holdout: string } {
  const { columns } = within.source
  const name = textOf(values, 'group_column')
  if (name !== null) {
    const column = `${identifier(columnNamed(name, columns).name)}::VARCHAR`
    const is = (parameter: string): string => `coalesce(${column} = ${literal(textOf(values, parameter) ?? '')}, FALSE)`
    return { exposed: is('exposed_value'), holdout: is('holdout_value') }
  }
  const read = (parameter: 'exposed' | 'holdout'): string => {
    const condition = readCondition(values[parameter] ?? null, parameter)
    if (condition.event === null && condition.where.length === 0)
      refuse(
        parameter,
        '',
        `say which events ${parameter === 'exposed' ? 'expose a user' : 'hold a user out'}, or choose a group column`,
      )
    return conditionSql(condition, columns)
  }
  return { exposed: read('exposed'), holdout: read('holdout') }
}

/** Users of a group: exposed or held out on the dates asked for. */
export function groupPopulation(values: ParameterValues, catalog: Catalog, source: string | null): Population {
  const { exposed, holdout } = groupConditions(values, scope(values, catalog, source))
  return { which: `(${exposed} OR ${holdout})` }
}

/** CTEs up to `judged` (k, grp, conversions, amount), a row for each user of a group; conversions that count. */
function judgedSql(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): { readonly ctes: readonly string[]; readonly plan: Omit<QueryPlan, 'sql'> } {
  const within = scope(values, catalog, source)
  const { columns } = within.source
  const conversion = conditionSql(readConversion(values), columns)
  const { exposed, holdout } = groupConditions(values, within)
  const windowMicros = readDuration(textOf(values, 'window') ?? 'none', 'window')
  const valueName = textOf(values, 'value')
  const column =
    valueName === 'none'
      ? null
      : valueName === null
        ? (columns.find((one) => one.name === 'value') ?? null)
        : columnNamed(valueName, columns)
  const amount = column === null ? '0::DOUBLE' : `coalesce(TRY_CAST(${identifier(column.name)} AS DOUBLE), 0)`
  const to = within.toDate === null ? [] : [`local_date(ts) <= ${dateLiteral(within.toDate, 'to')}`]
  const from = within.fromDate === null ? [] : [`local_date(ts) >= ${dateLiteral(within.fromDate, 'from')}`]
  const ctes = [
    `entered AS (SELECT user_key AS k, min(CASE WHEN ${exposed} THEN epoch_us(ts) END) AS exposed_at, min(CASE WHEN ${holdout} THEN epoch_us(ts) END) AS held_at
  FROM ${within.from} WHERE ${[within.where, `(${exposed} OR ${holdout})`, ...from, ...to].join(' AND ')} GROUP BY user_key)`,
    `grouped AS (SELECT k, CASE WHEN exposed_at IS NOT NULL AND held_at IS NOT NULL THEN 'both' WHEN exposed_at IS NULL THEN 'holdout' ELSE 'exposed' END AS grp, least(exposed_at, held_at) AS entered_at FROM entered)`,
    `conversions AS (SELECT user_key AS k, epoch_us(ts) AS t, ${amount} AS amount FROM ${within.from} WHERE ${[within.where, conversion, ...to].join(' AND ')})`,
    `judged AS (SELECT grouped.k, any_value(grp) AS grp, count(conversions.t) AS conversions, coalesce(sum(amount), 0) AS amount
  FROM grouped LEFT JOIN conversions ON grouped.k = conversions.k AND conversions.t >= entered_at${windowMicros === null ? '' : ` AND conversions.t <= entered_at + ${literal(BigInt(windowMicros))}`} GROUP BY grouped.k)`,
  ]
  return {
    ctes,
    plan: {
      // Conversions after a first event within the dates: up to the last date asked for.
      ...(within.timezone === null
        ? { range: { from: within.fromDate, to: within.toDate } }
        : { timezone: within.timezone }),
      notes: [
        windowMicros === null ? 'conversions to the end of the data' : `window: ${textOf(values, 'window') ?? ''}`,
        ...within.notes,
      ],
    },
  }
}

/** SQL for users and conversions by group. Throws `bad-parameter` and `not-found`. */
export function planIncrementality(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { ctes, plan } = judgedSql(values, catalog, source)
  return {
    ...plan,
    sql: `WITH ${ctes.join(',\n')}
SELECT grp, count(*)::BIGINT AS users, count(CASE WHEN conversions > 0 THEN 1 END)::BIGINT AS converted, sum(conversions)::BIGINT AS conversions, sum(amount)::DOUBLE AS "value" FROM judged GROUP BY grp ORDER BY grp`,
    finish: { analysis: 'incrementality', values },
  }
}

/** The users of a group, or those of them who converted. */
export function drillIncrementality(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const group = row['group']
  if (typeof group !== 'string' || !['users', 'converted', 'pct', 'conversions', 'value'].includes(column)) return null
  const { ctes, plan } = judgedSql(values, catalog, source)
  const converted = column !== 'users'
  const name = group === 'both' ? 'seen in both groups' : group === 'holdout' ? 'held out' : 'exposed'
  return {
    title: `Users ${name}${converted ? ' who converted' : ''}`,
    kind: 'users',
    plan: {
      ...plan,
      sql: `WITH ${ctes.join(',\n')}\nSELECT k AS user_key, conversions::BIGINT AS conversions, amount::DOUBLE AS "value" FROM judged WHERE grp = ${literal(group)}${converted ? ' AND conversions > 0' : ''} ORDER BY conversions DESC, user_key`,
    },
  }
}
