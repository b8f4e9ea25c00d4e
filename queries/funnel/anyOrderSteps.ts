import { elementAt, required } from '../../src-renderer/base/required'
import { badParameter } from '../../src-renderer/query/sql/refuse'
import { literal } from '../../src-renderer/query/sql/literal'
import { chooseSql, gradedCtes, numbers, positionColumns, type AttemptShape } from './attempt'
import type { EntryRule } from './options'
import { chosenCtes, unsettledCtes } from './orderedSteps'
import type { StepGroup } from './overlap'
import { gradeSql, limitSql } from '../events/position'

/** More steps than this that compete for the same events, without being the same, would need too many sets of steps. */
const MAX_COMPETING = 4
const NEVER = '9223372036854775807'

/** Events that meet one of some steps, of which the first `count` from an attempt's start on matter. */
interface Pool {
  readonly name: string
  readonly steps: readonly number[]
  readonly count: number
}

interface Plan {
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
function planOf(groups: readonly StepGroup[]): Plan {
  const pools: Pool[] = []
  const poolOf = (steps: readonly number[]): string => {
    const name = `p${steps.join('_')}`
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
        .map((set) => `coalesce(${poolOf(set)}_${set.length - (size - filled)}, ${NEVER})`)
      return `nullif(greatest(${needed.join(', ')}), ${NEVER})`
    })
  })
  return { pools, times }
}

function poolCondition(pool: Pool): string {
  const steps = pool.steps.map((step) => `is_step_${step}`)
  return steps.length === 1 ? elementAt(steps, 0) : `(${steps.join(' OR ')})`
}

/** (k, o1 … oN) from rows (k, o1, and the pools' times): the step count that was reached, in order of time. */
function sortedSql(from: string, plan: Plan): string {
  const positions = numbers(2, plan.times.length).map((step) => `reached[${step}] AS o${step}`)
  return `SELECT ${['k', 'o1', ...positions].join(', ')} FROM (SELECT k, o1, list_sort([${plan.times.join(', ')}], 'ASC', 'NULLS LAST') AS reached FROM ${from})`
}

/**
 * CTEs for steps in any order, ending in `chosen` (k, o1 … oN, depth), where o_n is when n of the steps were done. They
 * read `any_step` (k, o, is_entry, is_step_1 … is_step_N): positions are times. An attempt starts at any event that meets
 * a step. As with steps in order, the first attempt of a key is the answer where the window takes nothing from it.
 */
export function anyOrderCtes(shape: AttemptShape, entry: EntryRule, groups: readonly StepGroup[]): readonly string[] {
  const plan = planOf(groups)
  if (shape.everyTry) return [...everyCtes(plan, 'TRUE', null), ...gradedCtes('every_try', 'every_reached', shape)]
  const everyKey = entry === 'latest' || shape.partSql !== undefined
  const onlyFirst =
    !everyKey &&
    (entry === 'first' || (entry === 'furthest' && shape.windowMicros === null && shape.exclusions.length === 0))
  const first = everyKey ? [] : [...firstCtes(plan), ...gradedCtes('first_try', 'first_reached', shape)]
  if (onlyFirst)
    return [...first, `chosen AS (SELECT k, ${positionColumns(shape.steps)}, depth FROM first_try WHERE NOT void)`]
  if (everyKey) {
    return [
      ...everyCtes(plan, 'TRUE', null),
      ...gradedCtes('every_try', 'every_reached', shape),
      `chosen AS (${chooseSql('every_try', entry, shape)})`,
    ]
  }
  if (
    shape.exclusions.length === 0 &&
    shape.windowMicros !== null &&
    groups.every((group) => group.steps.length === 1)
  ) {
    return [
      ...first,
      ...unsettledCtes(),
      ...furthestCtes(plan, shape),
      ...gradedCtes('every_try', 'every_reached', shape),
      ...chosenCtes(shape),
    ]
  }
  // Where no attempt is void only those that get further than the first matter: the others need not be put in order.
  const within =
    (shape.exclusions.length > 0 && !shape.cut) || shape.windowMicros === null
      ? null
      : limitSql('o1', shape.windowMicros, shape.kind)
  return [
    ...first,
    ...unsettledCtes(),
    ...everyCtes(plan, 'k IN (SELECT k FROM unsettled)', within),
    ...gradedCtes('every_try', 'every_reached', shape),
    ...chosenCtes(shape),
  ]
}

function firstCtes(plan: Plan): readonly string[] {
  const lists = plan.pools.map((pool) =>
    pool.count === 1
      ? `${firstTime(pool)} AS ${pool.name}_1`
      : `min(CASE WHEN ${poolCondition(pool)} THEN o END, ${pool.count}) AS ${pool.name}`,
  )
  const items = plan.pools.flatMap((pool) =>
    pool.count === 1
      ? [`${pool.name}_1`]
      : numbers(1, pool.count).map((nth) => `${pool.name}[${nth}] AS ${pool.name}_${nth}`),
  )
  return [
    'starts AS (SELECT k, min(o) AS o1 FROM any_step WHERE is_entry GROUP BY k)',
    `first_pools AS (SELECT any_step.k, o1, ${lists.join(', ')} FROM any_step JOIN starts ON any_step.k = starts.k WHERE o >= o1 GROUP BY any_step.k, o1)`,
    `first_reached AS (${sortedSql(`(SELECT k, o1, ${items.join(', ')} FROM first_pools)`, plan)})`,
  ]
}

function firstTime(pool: Pool): string {
  return `min(CASE WHEN ${poolCondition(pool)} THEN o END)`
}

/**
 * Where no two steps compete for events and nothing is excluded: of each unsettled key the first attempt that gets further
 * than any other, found by the set of steps that the window from each event holds; only its times are looked up.
 */
function furthestCtes(plan: Plan, shape: AttemptShape): readonly string[] {
  const mask = plan.pools
    .map((pool, index) => `CASE WHEN ${poolCondition(pool)} THEN ${2 ** index} ELSE 0 END`)
    .join(' + ')
  return [
    `every_time AS (SELECT k, o, bool_or(is_entry) AS is_entry, bit_or((${mask})::INTEGER) AS met FROM any_step WHERE k IN (SELECT k FROM unsettled) GROUP BY k, o)`,
    `every_window AS (SELECT k, o, is_entry, bit_count(bit_or(met) OVER (PARTITION BY k ORDER BY o RANGE BETWEEN CURRENT ROW AND ${literal(BigInt(required(shape.windowMicros)))}::BIGINT FOLLOWING)) AS steps FROM every_time)`,
    `furthest AS (SELECT every_window.k AS k, arg_max(o, ${gradeSql('steps', 'o', shape.kind)}) AS o1 FROM every_window JOIN unsettled ON every_window.k = unsettled.k WHERE is_entry AND steps > depth GROUP BY every_window.k)`,
    `furthest_times AS (SELECT any_step.k AS k, o1, ${plan.pools.map((pool) => `${firstTime(pool)} AS ${pool.name}_1`).join(', ')} FROM any_step JOIN furthest ON any_step.k = furthest.k WHERE o >= o1 GROUP BY any_step.k, o1)`,
    `every_reached AS (${sortedSql('furthest_times', plan)})`,
  ]
}

function everyCtes(plan: Plan, which: string, within: string | null): readonly string[] {
  const single = plan.pools.filter((pool) => pool.count === 1)
  const several = plan.pools.filter((pool) => pool.count > 1)
  const ahead = single.map(
    (pool) => `first_value(CASE WHEN ${pool.name} THEN o END IGNORE NULLS) OVER onward AS ${pool.name}_1`,
  )
  const columns = ['k', 'o AS o1', ...single.map((pool) => `${pool.name}_1`)]
  const nth = (pool: Pool): readonly string[] => numbers(1, pool.count).map((one) => `${pool.name}_${one}`)
  const all = `every_${several.length}`
  return [
    `every_time AS (SELECT k, o, bool_or(is_entry) AS is_entry${single.map((pool) => `, bool_or(${poolCondition(pool)}) AS ${pool.name}`).join('')}
    FROM any_step WHERE ${which} GROUP BY k, o)`,
    single.length === 0
      ? 'every_ahead AS (SELECT k, o, is_entry FROM every_time)'
      : `every_ahead AS (SELECT k, o, is_entry, ${ahead.join(', ')} FROM every_time
    WINDOW onward AS (PARTITION BY k ORDER BY o ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING))`,
    `every_0 AS (SELECT ${columns.join(', ')} FROM every_ahead WHERE is_entry)`,
    // The events of a time stand together: the one with the nearest followers is the first of them.
    ...several.flatMap((pool, index) => {
      const known = ['k', 'o1', ...single.map((one) => `${one.name}_1`), ...several.slice(0, index).flatMap(nth)].map(
        (column) => `every_${index}.${column}`,
      )
      return [
        `${pool.name} AS (SELECT k, o AS ${pool.name}_1, ${numbers(2, pool.count)
          .map((one) => `min(${pool.name}_${one}) AS ${pool.name}_${one}`)
          .join(', ')} FROM (
    SELECT k, o, ${numbers(2, pool.count)
      .map((one) => `lead(o, ${one - 1}) OVER (PARTITION BY k ORDER BY o) AS ${pool.name}_${one}`)
      .join(', ')} FROM any_step WHERE ${poolCondition(pool)} AND ${which}) GROUP BY k, o)`,
        `every_${index + 1} AS (SELECT ${known.join(', ')}, ${nth(pool)
          .map((column) => `${pool.name}.${column}`)
          .join(', ')} FROM every_${index}
    ASOF LEFT JOIN ${pool.name} ON every_${index}.k = ${pool.name}.k AND every_${index}.o1 <= ${pool.name}.${pool.name}_1)`,
      ]
    }),
    ...(within === null
      ? [`every_reached AS (${sortedSql(all, plan)})`]
      : [
          `every_further AS (SELECT ${all}.k, o1, ${plan.pools.flatMap(nth).join(', ')} FROM ${all} JOIN unsettled ON ${all}.k = unsettled.k
    WHERE ${plan.times.map((time) => `coalesce(${time} < ${within}, FALSE)::INTEGER`).join(' + ')} > unsettled.depth)`,
          `every_reached AS (${sortedSql('every_further', plan)})`,
        ]),
  ]
}
