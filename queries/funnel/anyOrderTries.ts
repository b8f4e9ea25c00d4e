import { elementAt, required } from '../../src-renderer/base/required'
import { badParameter } from '../../src-renderer/query/sql/refuse'
import { literal } from '../../src-renderer/query/sql/literal'
import { inBrackets, listSql, select, type Cte } from '../../src-renderer/query/sql/statement'
import { whereClause } from '../events/eventsInScope'
import { numbers, stepAt, type AttemptShape } from './attempt'
import type { StepGroup } from './overlap'
import { gradeSql } from '../events/position'

/** More steps than this that compete for the same events, without being the same, would need too many sets of steps. */
const MAX_COMPETING = 4
const NEVER = '9223372036854775807'

/** Events that meet one of some steps, of which the first `count` from an attempt's start on matter. */
interface Pool {
  readonly name: string
  readonly steps: readonly number[]
  readonly count: number
}

/** Which events are looked for, and when steps are done by them. */
export interface Plan {
  readonly pools: readonly Pool[]
  /** One expression for each step that can be filled: the time when that many steps of its group were filled; in no order. */
  readonly times: readonly string[]
}

function subsets(steps: readonly number[]): readonly (readonly number[])[] {
  return numbers(1, 2 ** steps.length - 1).map((bits) => steps.filter((_, index) => (bits >> index) & 1))
}

/**
 * A group of m steps that compete for events has r of them filled as soon as every set S of its steps has met at least
 * |S| - (m - r) events (Hall's theorem). So the time is the latest of such times over all sets.
 */
export function planOf(groups: readonly StepGroup[]): Plan {
  const pools: Pool[] = []
  const poolOf = (steps: readonly number[]): string => {
    const name = `met_${steps.join('_')}`
    if (!pools.some((pool) => pool.name === name)) pools.push({ name, steps, count: steps.length })
    return name
  }
  const times = groups.flatMap((group) => {
    const size = group.steps.length
    if (group.identical) {
      const name = poolOf(group.steps)
      return numbers(1, size).map((nth) => `${name}_${nth}`)
    }
    if (size > MAX_COMPETING) {
      throw badParameter(
        'steps',
        group.steps.join(', '),
        `: with order=any at most ${MAX_COMPETING} different steps may be met by the same event; name a different event in some of them.`,
      )
    }
    return numbers(1, size).map((filled) => {
      const needed = subsets(group.steps)
        .filter((set) => set.length > size - filled)
        .map((set) => `${poolOf(set)}_${set.length - (size - filled)}`)
      const [only] = needed
      if (only !== undefined && needed.length === 1) return only
      const times = needed.map((time) => `coalesce(${time}, ${NEVER})`)
      return `nullif(greatest(\n      ${times.join(',\n      ')}\n    ), ${NEVER})`
    })
  })
  return { pools, times }
}

function poolCondition(pool: Pool): string {
  const steps = pool.steps.map((step) => `is_step_${step}`)
  return steps.length === 1 ? elementAt(steps, 0) : `(${steps.join(' OR ')})`
}

/** A SELECT (key, step_1_at … step_N_at) from rows (key, step_1_at, and the pools' times): the step count that was reached, in order of time. */
function sortedSql(from: string, plan: Plan): string {
  const listed = select(
    ['key', stepAt(1), `list_sort(${listSql(plan.times)}, 'ASC', 'NULLS LAST') AS reached`],
    `FROM ${from}`,
  )
  const positions = numbers(2, plan.times.length).map((step) => `reached[${step}] AS ${stepAt(step)}`)
  return select(['key', stepAt(1), ...positions], `FROM ${inBrackets(listed)}`)
}

const REACHED = 'The same with the times when one step was done, two, and so on'

/** WITH queries up to `first_reached`: the first attempt of each key. */
export function firstCtes(plan: Plan): readonly Cte[] {
  const lists = plan.pools.map((pool) =>
    pool.count === 1
      ? `${firstTime(pool)} AS ${pool.name}_1`
      : `min(CASE WHEN ${poolCondition(pool)} THEN position END, ${pool.count}) AS ${pool.name}`,
  )
  const items = plan.pools.flatMap((pool) =>
    pool.count === 1
      ? [`${pool.name}_1`]
      : numbers(1, pool.count).map((nth) => `${pool.name}[${nth}] AS ${pool.name}_${nth}`),
  )
  const several = plan.pools.some((pool) => pool.count > 1)
  return [
    {
      name: 'first_starts',
      about: 'When each came to any of the steps for the first time',
      sql: `SELECT key, min(position) AS ${stepAt(1)}\nFROM step_events\nWHERE is_entry\nGROUP BY key`,
    },
    {
      name: 'first_times',
      about: 'From there, when the events of each step happened first',
      sql: select(
        ['step_events.key', stepAt(1), ...lists],
        `FROM step_events
JOIN first_starts ON step_events.key = first_starts.key
WHERE position >= ${stepAt(1)}
GROUP BY step_events.key, ${stepAt(1)}`,
      ),
    },
    ...(several
      ? [
          {
            name: 'first_times_listed',
            about: 'The same with the first, the second time and so on in columns of their own',
            sql: select(['key', stepAt(1), ...items], 'FROM first_times'),
          },
        ]
      : []),
    { name: 'first_reached', about: REACHED, sql: sortedSql(several ? 'first_times_listed' : 'first_times', plan) },
  ]
}

function firstTime(pool: Pool): string {
  return `min(CASE WHEN ${poolCondition(pool)} THEN position END)`
}

/**
 * Where no two steps compete for events and nothing is excluded: of each unsettled key the first attempt that gets further
 * than any other, found by the set of steps that the window from each event holds; only its times are looked up.
 */
export function furthestCtes(plan: Plan, shape: AttemptShape): readonly Cte[] {
  const mask = plan.pools.map((pool, index) => `CASE WHEN ${poolCondition(pool)} THEN ${2 ** index} ELSE 0 END`)
  const window = literal(BigInt(required(shape.windowMicros)))
  return [
    {
      name: 'every_time',
      about: 'Of those, each time with an event, and which steps are met then: bit n - 1 for the nth',
      sql: select(
        [
          'key',
          'position',
          'bool_or(is_entry) AS is_entry',
          `bit_or((\n    ${mask.join('\n    + ')}\n  )::INTEGER) AS steps_met`,
        ],
        'FROM step_events\nWHERE key IN (SELECT key FROM unsettled)\nGROUP BY key, position',
      ),
    },
    {
      name: 'every_window',
      about: 'How many different steps the window from each of these times holds',
      sql: select(
        ['key', 'position', 'is_entry', 'bit_count(bit_or(steps_met) OVER ahead) AS steps'],
        `FROM every_time
WINDOW ahead AS (
  PARTITION BY key
  ORDER BY position RANGE BETWEEN CURRENT ROW AND ${window}::BIGINT FOLLOWING
)`,
      ),
    },
    {
      name: 'furthest',
      about: 'Where the attempt begins that gets furthest, and further than the first one',
      sql: select(
        ['every_window.key AS key', `arg_max(position, ${gradeSql('steps', 'position', shape.kind)}) AS ${stepAt(1)}`],
        `FROM every_window
JOIN unsettled ON every_window.key = unsettled.key
WHERE is_entry
  AND steps > depth
GROUP BY every_window.key`,
      ),
    },
    {
      name: 'furthest_times',
      about: 'From there, when each step was met first',
      sql: select(
        ['step_events.key AS key', stepAt(1), ...plan.pools.map((pool) => `${firstTime(pool)} AS ${pool.name}_1`)],
        `FROM step_events
JOIN furthest ON step_events.key = furthest.key
WHERE position >= ${stepAt(1)}
GROUP BY step_events.key, ${stepAt(1)}`,
      ),
    },
    { name: 'every_reached', about: REACHED, sql: sortedSql('furthest_times', plan) },
  ]
}

/** WITH queries up to `every_reached`: the attempts of all entries, or of those that get further `within` the window. */
export function everyCtes(plan: Plan, which: string | null, within: string | null): readonly Cte[] {
  const single = plan.pools.filter((pool) => pool.count === 1)
  const several = plan.pools.filter((pool) => pool.count > 1)
  const ahead = single.map(
    (pool) => `first_value(CASE WHEN ${pool.name} THEN position END IGNORE NULLS) OVER onward AS ${pool.name}_1`,
  )
  const columns = ['key', `position AS ${stepAt(1)}`, ...single.map((pool) => `${pool.name}_1`)]
  const nth = (pool: Pool): readonly string[] => numbers(1, pool.count).map((one) => `${pool.name}_${one}`)
  const all = `every_start_${several.length}`
  return [
    {
      name: 'every_time',
      about: 'Each time with an event, and which steps are met then',
      sql: select(
        [
          'key',
          'position',
          'bool_or(is_entry) AS is_entry',
          ...single.map((pool) => `bool_or(${poolCondition(pool)}) AS ${pool.name}`),
        ],
        `FROM step_events${whereClause(which)}\nGROUP BY key, position`,
      ),
    },
    {
      name: 'every_ahead',
      about: 'The same with when each step is met next',
      sql: select(
        ['key', 'position', 'is_entry', ...ahead],
        single.length === 0
          ? 'FROM every_time'
          : `FROM every_time
WINDOW onward AS (
  PARTITION BY key
  ORDER BY position ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
)`,
      ),
    },
    {
      name: 'every_start_0',
      about: 'Each entry as the start of an attempt',
      sql: select(columns, 'FROM every_ahead\nWHERE is_entry'),
    },
    // The events of a time stand together: the one with the nearest followers is the first of them.
    ...several.flatMap((pool, index): readonly Cte[] => {
      const before = `every_start_${index}`
      const known = [
        'key',
        stepAt(1),
        ...single.map((one) => `${one.name}_1`),
        ...several.slice(0, index).flatMap(nth),
      ].map((column) => `${before}.${column}`)
      const leads = numbers(2, pool.count).map(
        (one) => `lead(position, ${one - 1}) OVER in_order AS ${pool.name}_${one}`,
      )
      const following = select(
        ['key', 'position', ...leads],
        `FROM step_events${whereClause(poolCondition(pool), which)}
WINDOW in_order AS (PARTITION BY key ORDER BY position)`,
      )
      return [
        {
          name: pool.name,
          about: `Events of the steps ${pool.steps.join(', ')}, which the same event can meet, with those that follow`,
          sql: select(
            [
              'key',
              `position AS ${pool.name}_1`,
              ...numbers(2, pool.count).map((one) => `min(${pool.name}_${one}) AS ${pool.name}_${one}`),
            ],
            `FROM ${inBrackets(following)}\nGROUP BY key, position`,
          ),
        },
        {
          name: `every_start_${index + 1}`,
          about: 'The same with the next events of these steps',
          sql: select(
            [...known, ...nth(pool).map((column) => `${pool.name}.${column}`)],
            `FROM ${before}
ASOF LEFT JOIN ${pool.name} ON ${before}.key = ${pool.name}.key
  AND ${before}.${stepAt(1)} <= ${pool.name}.${pool.name}_1`,
          ),
        },
      ]
    }),
    ...(within === null
      ? []
      : [
          {
            name: 'every_further',
            about: 'Those of them that get further than the first attempt',
            sql: select(
              [`${all}.key`, stepAt(1), ...plan.pools.flatMap(nth)],
              `FROM ${all}
JOIN unsettled ON ${all}.key = unsettled.key
WHERE ${plan.times.map((time) => `coalesce(${time} < ${within}, FALSE)::INTEGER`).join('\n  + ')} > unsettled.depth`,
            ),
          },
        ]),
    { name: 'every_reached', about: REACHED, sql: sortedSql(within === null ? all : 'every_further', plan) },
  ]
}
