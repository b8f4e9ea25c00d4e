import { elementAt, required } from '../../../src-renderer/base/required'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { dateLiteral, identifier, literal } from '../../../src-renderer/query/sql/literal'
import { nowSql } from '../../../src-renderer/query/sql/eventSource'
import { withWeekStart } from '../../../src-renderer/query/sql/weekStart'
import { dataDatesSql } from '../../events/activeDays'
import { completeSql } from '../../events/completeness'
import { planOver, readAttempts, type Attempts } from '../attempts'
import { breakdownCtes, breakdownName } from '../breakdown'
import { drillInto, repeatsUsers } from '../drill'
import { stepLabels } from '../labels'
import { readOptions } from '../options'
import { readUnit, unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'

/** One attempt for each key and unit of entry. */
function attemptsByUnit(values: ParameterValues, catalog: Catalog, source: string | null): Attempts {
  const unit = readUnit(values)
  return readAttempts(readOptions(values), values, catalog, source, (date) =>
    unitNumberSql(date, unit, withWeekStart(values, catalog)),
  )
}

/** Whether a unit is complete and holds only dates asked for: no more can enter in it. */
function enteredCompleteSql({ within: { fromDate, toDate, catalog } }: Attempts, unit: Unit): string {
  const first = unitStartSql('units.d', unit, catalog)
  const last = `${unitStartSql('units.d + 1', unit, catalog)} - 1`
  return [
    completeSql(first, last),
    ...(fromDate === null ? [] : [`${first} >= ${dateLiteral(fromDate, 'from')}`]),
    ...(toDate === null ? [] : [`${last} <= ${dateLiteral(toDate, 'to')}`]),
  ].join(' AND ')
}

/** Whether, of such a unit, the window of all who entered is over, too; NULL without a window, which never is. */
function convertedCompleteSql({ options, within: { source, catalog, toDate } }: Attempts, unit: Unit): string {
  // Where every step lies in the dates, nothing comes after the last of them.
  if (options.everyStepDated && toDate !== null && source.maxDate !== null && toDate < source.maxDate)
    return 'entered_complete'
  if (options.windowMicros === null) return 'CASE WHEN NOT entered_complete THEN FALSE END'
  const end = `${unitStartSql('d + 1', unit, catalog)}::TIMESTAMP + to_microseconds(${literal(BigInt(options.windowMicros))})`
  return `entered_complete AND ${end} <= local_time(${nowSql(source)})`
}

/** SQL for a funnel's conversion by date of entry. Throws `bad-parameter` and `not-found`. */
export function planTrend(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const unit = readUnit(values)
  const attempts = attemptsByUnit(values, catalog, source)
  const { breakdown, steps } = attempts.options
  const grouped = breakdown !== null
  const from = grouped ? 'valued' : attempts.name
  const group = grouped ? `g AS ${identifier(breakdownName(breakdown))}, ` : ''
  const ctes = [
    ...(grouped ? breakdownCtes(attempts, breakdown) : []),
    `counted AS (SELECT d, ${grouped ? 'g, ' : ''}count(*) AS entered, count(*) FILTER (${attempts.reached(steps.length)}) AS converted FROM ${from} GROUP BY ALL)`,
    `bounds AS (${dataDatesSql(attempts.within)})`,
    'units AS (SELECT unnest(range(min(d), max(d) + 1)) AS d FROM counted)',
    ...(grouped ? ['shown AS (SELECT g, min(g_place) AS g_place FROM valued GROUP BY g)'] : []),
    `filled AS (SELECT units.d AS d${grouped ? ', shown.g AS g, g_place' : ''}, coalesce(entered, 0)::BIGINT AS entered, coalesce(converted, 0)::BIGINT AS converted,
      ${enteredCompleteSql(attempts, unit)} AS entered_complete
    FROM units CROSS JOIN bounds ${grouped ? 'CROSS JOIN shown LEFT JOIN counted ON units.d = counted.d AND shown.g = counted.g' : 'LEFT JOIN counted ON units.d = counted.d'})`,
  ]
  const plan = planOver(
    attempts,
    values,
    `,\n${ctes.join(',\n')}
SELECT ${group}${unitStartSql('d', unit, attempts.within.catalog)} AS date, entered, converted, 100.0::DOUBLE * converted / nullif(entered, 0) AS pct,
  ${convertedCompleteSql(attempts, unit)} AS complete, entered_complete
FROM filled ORDER BY ${grouped ? 'g_place, ' : ''}d`,
  )
  return {
    ...plan,
    notes: [...(plan.notes ?? []), `each ${unit} is a funnel of its own: ${unit}s do not add up to the range`],
  }
}

/** Those who entered on a date, or went all the way from there. */
export function drillTrend(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const date = row['date']
  if (typeof date !== 'string' || !['entered', 'converted', 'pct'].includes(column)) return null
  const unit = readUnit(values)
  const attempts = attemptsByUnit(values, catalog, source)
  const { breakdown, steps } = attempts.options
  const group = breakdown === null ? null : row[breakdownName(breakdown)]
  if (group !== null && typeof group !== 'string') return null
  const last = steps.length
  const where = [
    `d = ${unitNumberSql(dateLiteral(date, 'date'), unit, attempts.within.catalog)}`,
    ...(column === 'entered' ? [] : [attempts.reached(last)]),
    ...(group === null ? [] : [`g = ${literal(group)}`]),
  ]
  return drillInto(attempts, values, {
    ctes: breakdown === null ? [] : breakdownCtes(attempts, breakdown),
    repeats: repeatsUsers(attempts, group),
    from: breakdown === null ? attempts.name : 'valued',
    where: where.join(' AND '),
    columns: column === 'entered' ? [] : [[attempts.seconds(1, last), 'seconds_from_first']],
    title: `who entered ${unit === 'day' ? 'on' : `in the ${unit} from`} ${date}${column === 'entered' ? '' : ` and reached step ${last} (${elementAt(stepLabels(attempts.options), last - 1)})`}${group === null ? '' : `, ${required(breakdown)} ${group}`}`,
  })
}
