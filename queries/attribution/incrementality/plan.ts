import { refuse } from '../../../src-renderer/query/sql/refuse'
import { columnNamed, conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { Population, QueryPlan, SequenceRequest } from '../../../src-renderer/query/contract/plan'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, onDatesSql, whereClause, whereLines, timelineEvents } from '../../events/eventsInScope'
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

/** WITH queries up to `judged` (user_key, group_name, conversions, amount): a row for each user of a group. */
function judgedUsers(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): {
  readonly ctes: readonly Cte[]
  readonly plan: Omit<QueryPlan, 'sql'>
  /** None where others than users are counted. */
  readonly sequence: SequenceRequest | null
} {
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
  const onDates = onDatesSql('local_date(ts)', within)
  const untilLast = onDatesSql('local_date(ts)', { fromDate: null, toDate: within.toDate })
  const inTime = windowMicros === null ? '' : `\n  AND happened_at <= entered_at + ${literal(BigInt(windowMicros))}`
  const ctes: readonly Cte[] = [
    eventsInScope(within),
    {
      name: 'entered',
      about: 'Users who were exposed or held out on the dates asked for, and when first (microseconds)',
      sql: `SELECT
  user_key,
  min(CASE WHEN ${exposed} THEN epoch_us(ts) END) AS exposed_at,
  min(CASE WHEN ${holdout} THEN epoch_us(ts) END) AS held_out_at
FROM events_in_scope${whereClause(`(${exposed} OR ${holdout})`, onDates)}
GROUP BY user_key`,
    },
    {
      name: 'grouped',
      about: 'Each of these users with their group, and when they came into it',
      sql: `SELECT
  user_key,
  CASE
    WHEN exposed_at IS NOT NULL AND held_out_at IS NOT NULL THEN 'both'
    WHEN exposed_at IS NULL THEN 'holdout'
    ELSE 'exposed'
  END AS group_name,
  least(exposed_at, held_out_at) AS entered_at
FROM entered`,
    },
    {
      name: 'conversions',
      about: 'Conversions up to the last date asked for: who, when (microseconds) and of what value',
      sql: `SELECT
  user_key,
  epoch_us(ts) AS happened_at,
  ${amount} AS amount
FROM events_in_scope${whereClause(conversion, untilLast)}`,
    },
    {
      name: 'judged',
      about: `Each user of a group with their conversions since they came into it${windowMicros === null ? '' : ', within the window'}`,
      sql: `SELECT
  grouped.user_key,
  any_value(group_name) AS group_name,
  count(happened_at) AS conversions,
  coalesce(sum(amount), 0) AS amount
FROM grouped
LEFT JOIN conversions ON grouped.user_key = conversions.user_key
  AND happened_at >= entered_at${inTime}
GROUP BY grouped.user_key`,
    },
  ]
  // Conversions after a first event within the dates: up to the last date asked for.
  const range = within.timezone === null ? { range: { from: within.fromDate, to: within.toDate } } : {}
  const flag = (...conditions: readonly string[]) => ({ kind: 'flag', sql: `(${whereLines(...conditions)})` }) as const
  return {
    ctes,
    sequence:
      within.entity.length > 0
        ? null
        : {
            analysis: 'incrementality',
            values,
            ...timelineEvents(within),
            where: `(${exposed} OR ${holdout} OR ${conversion})`,
            columns: {
              exposed: flag(exposed, onDates),
              holdout: flag(holdout, onDates),
              conversion: flag(conversion, untilLast),
              amount: { kind: 'number', sql: amount },
            },
            ...range,
            rule: "Each user's events are walked twice: for the group and when they came into it, then for the conversions since, within the window.",
          },
    plan: {
      ...range,
      ...(within.timezone === null ? {} : { timezone: within.timezone }),
      notes: [
        windowMicros === null ? 'conversions to the end of the data' : `window: ${textOf(values, 'window') ?? ''}`,
        ...within.notes,
      ],
    },
  }
}

/** SQL for users and conversions by group. Throws `bad-parameter` and `not-found`. */
export function planIncrementality(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { ctes, plan, sequence } = judgedUsers(values, catalog, source)
  return {
    ...plan,
    ...(sequence === null ? {} : { sequence }),
    sql: statement(
      ctes,
      `SELECT
  group_name,
  count(*)::BIGINT AS users,
  count(CASE WHEN conversions > 0 THEN 1 END)::BIGINT AS converted,
  sum(conversions)::BIGINT AS conversions,
  sum(amount)::DOUBLE AS "value"
FROM judged
GROUP BY group_name
ORDER BY group_name`,
    ),
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
  const { ctes, plan } = judgedUsers(values, catalog, source)
  const converted = column !== 'users'
  const name = group === 'both' ? 'seen in both groups' : group === 'holdout' ? 'held out' : 'exposed'
  return {
    title: `Users ${name}${converted ? ' who converted' : ''}`,
    kind: 'users',
    plan: {
      ...plan,
      sql: statement(
        ctes,
        `SELECT user_key, conversions::BIGINT AS conversions, amount::DOUBLE AS "value"
FROM judged
WHERE ${whereLines(`group_name = ${literal(group)}`, converted ? 'conversions > 0' : null)}
ORDER BY conversions DESC, user_key`,
      ),
    },
  }
}
