import { elementAt } from '../../../src-renderer/base/required'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import { nowSql } from '../../../src-renderer/query/sql/eventSource'
import { withWeekStart } from '../../../src-renderer/query/sql/weekStart'
import { dataDatesSql } from '../../events/activeDays'
import { groupOf, groupSql, valueColumns } from '../../events/brokenBy'
import { completeSql } from '../../events/completeness'
import { select, statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { planOver, readAttempts, type Attempts } from '../attempts'
import { breakdownCtes, breakdownName } from '../breakdown'
import { drillInto, inGroupText, repeatsUsers } from '../drill'
import { stepLabels } from '../labels'
import { passedPlan } from '../funnelSequence'
import { readOptions } from '../options'
import { readUnit, unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'

/** One attempt for each key and unit of entry. */
function attemptsByUnit(values: ParameterValues, catalog: Catalog, source: string | null): Attempts {
  const unit = readUnit(values)
  return readAttempts(readOptions(values), values, catalog, source, (date) =>
    unitNumberSql(date, unit, withWeekStart(values, catalog)),
  )
}

/** Whether a unit (unit_start to next_start) is complete and holds only dates asked for: no more can enter in it. */
function enteredCompleteSql({ within: { fromDate, toDate } }: Attempts): string {
  const last = 'next_start - 1'
  return [
    completeSql('unit_start', last),
    ...(fromDate === null ? [] : [`unit_start >= ${dateLiteral(fromDate, 'from')}`]),
    ...(toDate === null ? [] : [`${last} <= ${dateLiteral(toDate, 'to')}`]),
  ].join('\n    AND ')
}

/** Whether every step lies in dates that are over: nothing comes after the last of them. */
function endsWithDates({ options, within: { source, toDate } }: Attempts): boolean {
  return options.everyStepDated && toDate !== null && source.maxDate !== null && toDate < source.maxDate
}

/** Whether, of such a unit, the window of all who entered is over, too; NULL without a window, which never is. */
function convertedCompleteSql(attempts: Attempts): string {
  const {
    options,
    within: { source },
  } = attempts
  if (endsWithDates(attempts)) return 'entered_complete'
  if (options.windowMicros === null) return 'CASE WHEN NOT entered_complete THEN FALSE END'
  const end = `next_start::TIMESTAMP + to_microseconds(${literal(BigInt(options.windowMicros))})`
  return `entered_complete\n    AND ${end}\n      <= local_time(${nowSql(source)})`
}

/**
 * A SELECT of the units that the data reach, for the kernel: unit, unit_start, entered_complete, and over_micros, how long
 * ago the last could enter in each; NULL where nothing that is known comes later.
 */
function unitsSql(attempts: Attempts, unit: Unit): string {
  const { catalog, source } = attempts.within
  const end = 'next_start::TIMESTAMP'
  return statement(
    [
      { name: 'bounds', about: 'The dates that the data reach', sql: dataDatesSql(attempts.within) },
      {
        name: 'units',
        about: `Each ${unit} of them`,
        sql: select(
          [
            '*',
            `unnest(range(${unitNumberSql('first_date', unit, catalog)}, ${unitNumberSql('last_date', unit, catalog)} + 1)) AS unit`,
          ],
          'FROM bounds',
        ),
      },
      {
        name: 'unit_dates',
        about: `The first date of each of these ${unit}s, and of the one after`,
        sql: select(
          [
            '*',
            `${unitStartSql('unit', unit, catalog)} AS unit_start`,
            `${unitStartSql('unit + 1', unit, catalog)} AS next_start`,
          ],
          'FROM units',
        ),
      },
    ],
    select(
      [
        'unit::INTEGER AS unit',
        'unit_start',
        `${enteredCompleteSql(attempts)} AS entered_complete`,
        `${endsWithDates(attempts) ? 'NULL::DOUBLE' : `(epoch_us(local_time(${nowSql(source)})) - epoch_us(${end}))::DOUBLE`} AS over_micros`,
      ],
      'FROM unit_dates',
    ),
  )
}

/** SQL for a funnel's conversion by date of entry. Throws `bad-parameter` and `not-found`. */
export function planTrend(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const unit = readUnit(values)
  const attempts = attemptsByUnit(values, catalog, source)
  const { breakdown, steps } = attempts.options
  const grouped = breakdown !== null
  const from = grouped ? 'valued' : attempts.name
  const value = grouped ? ['breakdown_value'] : []
  const ctes: readonly Cte[] = [
    ...(grouped ? breakdownCtes(attempts, breakdown) : []),
    {
      name: 'counted',
      about: `How many entered in each ${unit}, and how many of them completed the funnel`,
      sql: select(
        [
          'entry_unit',
          ...value,
          'count(*) AS entered',
          `count(*) FILTER (${attempts.reached(steps.length)}) AS converted`,
        ],
        `FROM ${from}\nGROUP BY ALL`,
      ),
    },
    { name: 'bounds', about: 'The dates that the data reach', sql: dataDatesSql(attempts.within) },
    {
      name: 'units',
      about: `Each ${unit} from the first with an entry to the last`,
      sql: 'SELECT unnest(range(min(entry_unit), max(entry_unit) + 1)) AS entry_unit\nFROM counted',
    },
    {
      name: 'unit_dates',
      about: `The first date of each of these ${unit}s, and of the one after`,
      sql: select(
        [
          'entry_unit',
          `${unitStartSql('entry_unit', unit, attempts.within.catalog)} AS unit_start`,
          `${unitStartSql('entry_unit + 1', unit, attempts.within.catalog)} AS next_start`,
        ],
        'FROM units',
      ),
    },
    ...(grouped
      ? [
          {
            name: 'shown_values',
            about: 'The values that are shown, in their order',
            sql: `SELECT breakdown_value, min(breakdown_place) AS breakdown_place
FROM valued
GROUP BY breakdown_value`,
          },
        ]
      : []),
    {
      name: 'filled',
      about: `The same for each of these ${unit}s, 0 where nobody entered, and whether no more can enter in it`,
      sql: select(
        [
          'unit_dates.entry_unit AS entry_unit',
          'unit_start',
          'next_start',
          ...(grouped ? ['shown_values.breakdown_value AS breakdown_value', 'breakdown_place'] : []),
          'coalesce(entered, 0)::BIGINT AS entered',
          'coalesce(converted, 0)::BIGINT AS converted',
          `${enteredCompleteSql(attempts)} AS entered_complete`,
        ],
        `FROM unit_dates
CROSS JOIN bounds${grouped ? '\nCROSS JOIN shown_values' : ''}
LEFT JOIN counted ON unit_dates.entry_unit = counted.entry_unit${grouped ? '\n  AND shown_values.breakdown_value = counted.breakdown_value' : ''}`,
      ),
    },
  ]
  const plan = planOver(
    attempts,
    values,
    ctes,
    select(
      [
        ...(grouped ? valueColumns(breakdown, 'breakdown_value', breakdownName) : []),
        'unit_start AS date',
        'entered',
        'converted',
        '100.0::DOUBLE * converted / nullif(entered, 0) AS pct',
        `${convertedCompleteSql(attempts)} AS complete`,
        'entered_complete',
      ],
      `FROM filled\nORDER BY ${grouped ? 'breakdown_place, ' : ''}entry_unit`,
    ),
  )
  const told = {
    ...plan,
    notes: [...(plan.notes ?? []), `each ${unit} is a funnel of its own: ${unit}s do not add up to the range`],
  }
  return passedPlan(told, attempts, 'funnel-trend', values, {
    columns: { unit: { kind: 'number', sql: unitNumberSql('local_date(ts)', unit, attempts.within.catalog) } },
    beside: unitsSql(attempts, unit),
  })
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
  const group = breakdown === null ? null : groupOf(breakdown, row, breakdownName)
  if (breakdown !== null && group === null) return null
  const last = steps.length
  const where = [
    `entry_unit = ${unitNumberSql(dateLiteral(date, 'date'), unit, attempts.within.catalog)}`,
    ...(column === 'entered' ? [] : [attempts.reached(last)]),
    ...(group === null ? [] : [`breakdown_value = ${groupSql(group)}`]),
  ]
  return drillInto(attempts, values, {
    ctes: breakdown === null ? [] : breakdownCtes(attempts, breakdown),
    repeats: repeatsUsers(attempts, group),
    from: breakdown === null ? attempts.name : 'valued',
    where,
    columns: column === 'entered' ? [] : [[attempts.seconds(1, last), 'seconds_from_first']],
    title: `who entered ${unit === 'day' ? 'on' : `in the ${unit} from`} ${date}${column === 'entered' ? '' : ` and reached step ${last} (${elementAt(stepLabels(attempts.options), last - 1)})`}${inGroupText(breakdown, group)}`,
  })
}
