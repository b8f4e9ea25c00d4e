import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { onDatesSql, whereClause } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { countText, pluralText } from '../../events/texts'
import { valueSequence } from '../valuePass'
import { readValues, valueColumn, valuedEvents, VALUE_EVENT, type ValueQuestion } from '../values'
import definition from './definition.md?raw'
import { measureEntropy, placeUsers } from './kernel'
import { ENTROPY_STEP } from './step'

const COLUMNS = resultColumns({
  from_bits: { about: 'The least entropy of the row, in bits.', format: 'decimal' },
  to_bits: { about: 'Where the row ends, which is not in it; 0 for those with one value alone.', format: 'decimal' },
  users: { about: 'Users in it.', format: 'integer' },
  share: { about: 'The same in percent of all.', format: 'percent' },
  mean_values: { about: 'Different values that they have, on average.', format: 'decimal' },
  mean_top_pct: { about: 'How much of their events has their most frequent value, on average.', format: 'percent' },
})
const WHOLE = resultColumns({
  users: { about: 'Users with a value.', format: 'integer' },
  mean_bits: { about: 'Mean entropy.', format: 'decimal', nullable: true },
  median_bits: { about: 'Median entropy.', format: 'decimal', nullable: true },
  mean_values: { about: 'Mean different values.', format: 'decimal', nullable: true },
  single: { about: 'Users of one value.', format: 'integer' },
})

const LEAST: ParameterSpec = {
  name: 'least_events',
  type: 'integer',
  label: 'Events at least',
  default: 1,
  min: 1,
  max: 1_000_000,
  help: 'Users with fewer such events are left out: of few events little can be said.',
}

/** WITH queries up to `user_entropy` (user_key, events, value_count, top_share, bits). */
function userEntropy(values: ParameterValues, catalog: Catalog, source: string | null): readonly Cte[] {
  const question = readValues(values, catalog, source)
  return [
    ...valuedEvents(question),
    {
      name: 'user_values',
      about: 'How often each user has each value on the dates asked for',
      sql: `SELECT user_key, value, count(*) AS events
FROM valued_events${whereClause(onDatesSql('date', question.scope))}
GROUP BY user_key, value`,
    },
    {
      name: 'user_entropy',
      about: 'Each user with the entropy of these counts, in bits',
      sql: `SELECT
  user_key,
  sum(events) AS events,
  count(*) AS value_count,
  max(events) / sum(events) AS top_share,
  CASE
    WHEN count(*) = 1 THEN 0
    ELSE log2(sum(events)) - sum(events * log2(events)) / sum(events)
  END AS bits
FROM user_values
GROUP BY user_key${Number(values['least_events']) > 1 ? `\nHAVING sum(events) >= ${Number(values['least_events'])}` : ''}`,
    },
    {
      name: 'placed_users',
      about: 'The same with where their row begins; -1 for those with one value alone',
      sql: `SELECT *, CASE WHEN value_count = 1 THEN -1 ELSE floor(round(bits, 9) / ${ENTROPY_STEP}) END AS place
FROM user_entropy`,
    },
  ]
}

/** How many users are how varied. */
function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const users = rows.reduce((sum, row) => sum + row.users, 0)
  const [first] = rows
  const single = first?.to_bits === 0 ? first.users : 0
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Users by how varied they are',
      summary:
        users === 0
          ? 'Nobody has a value on these dates.'
          : `${countText(single)} of ${pluralText(users, 'user')} have one value alone. One bit is two values equally often, two bits are four.`,
      x: { label: 'Entropy in bits', type: 'category', ordered: true },
      y: { label: 'Users', format: 'integer' },
      series: [
        {
          name: 'Users',
          points: rows.map((row) => ({
            x: row.to_bits === 0 ? 'One value' : `${row.from_bits}–${row.to_bits}`,
            y: row.users,
            figure: { row: row.index, column: 'users' },
          })),
        },
      ],
    },
  ]
}

function kpis(_result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const whole = more === null ? undefined : rowsOf(WHOLE, more)[0]
  const waiting = more === null
  return [
    { label: 'Users', value: whole?.users ?? null, format: 'integer', waiting, detail: 'with a value' },
    { label: 'Entropy', value: whole?.mean_bits ?? null, format: 'decimal', waiting, detail: 'bits on average' },
    { label: 'Half have at most', value: whole?.median_bits ?? null, format: 'decimal', waiting, detail: 'bits' },
    { label: 'Different values', value: whole?.mean_values ?? null, format: 'decimal', waiting, detail: 'on average' },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { from_bits: from, to_bits: to } = row
  if (column !== 'users' || typeof from !== 'number' || typeof to !== 'number') return null
  const { scope } = readValues(values, catalog, source)
  return {
    title: to === 0 ? 'Users of one value alone' : `Users with ${from} to ${to} bits`,
    kind: 'users',
    plan: scopedPlan(
      scope,
      statement(
        userEntropy(values, catalog, source),
        `SELECT user_key, events, value_count AS different_values, bits
FROM placed_users
WHERE place = ${to === 0 ? '-1' : literal(Math.round(from / ENTROPY_STEP))}
ORDER BY bits, user_key`,
      ),
      partitionRange(scope, 0, 0),
    ),
  }
}

function entropySequence(
  question: ValueQuestion,
  values: ParameterValues,
  more: { readonly ofKpis?: true } = {},
): Pick<QueryPlan, 'sequence'> {
  const { scope } = question
  const asked = {
    ...more,
    analysis: 'entropy',
    values,
    columns: {},
    range: partitionRange(scope, 0, 0),
    rule: "Each user's events are walked once: how often each value comes gives the entropy.",
  }
  return valueSequence(question, 'key', asked, onDatesSql('local_date(ts)', scope))
}

/** How varied what users do is. */
export const entropy: Analysis = {
  name: 'entropy',
  title: 'Variety',
  about: 'How varied what each user does is: entropy of topics, restaurants, features.',
  grain: 'one row per quarter of a bit',
  definition,
  parameters: [
    VALUE_EVENT,
    valueColumn('Values of', 'The column whose values are looked at.', 'The event'),
    LEAST,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'], kpis: ['users', 'single'] },
  reads: 'events',
  population(values, catalog, source) {
    return {
      which: readValues(values, catalog, source).which,
      users: statement(userEntropy(values, catalog, source), 'SELECT user_key\nFROM user_entropy'),
    }
  },
  plan(values, catalog, source) {
    const question = readValues(values, catalog, source)
    const { scope } = question
    const plan = scopedPlan(
      scope,
      statement(
        userEntropy(values, catalog, source),
        `SELECT
  greatest(place, 0) * ${ENTROPY_STEP} AS from_bits,
  (place + 1) * ${ENTROPY_STEP} AS to_bits,
  count(*) AS users,
  100 * count(*) / sum(count(*)) OVER () AS share,
  avg(value_count) AS mean_values,
  100 * avg(top_share) AS mean_top_pct
FROM placed_users
GROUP BY place
ORDER BY place`,
      ),
      partitionRange(scope, 0, 0),
    )
    return { ...plan, ...entropySequence(question, values) }
  },
  kpiPlan(values, catalog, source) {
    const question = readValues(values, catalog, source)
    const { scope } = question
    const plan = scopedPlan(
      scope,
      statement(
        userEntropy(values, catalog, source),
        `SELECT
  count(*) AS users,
  avg(bits) AS mean_bits,
  median(bits) AS median_bits,
  avg(value_count) AS mean_values,
  count(*) FILTER (value_count = 1) AS single
FROM user_entropy`,
      ),
      partitionRange(scope, 0, 0),
    )
    return { ...plan, ...entropySequence(question, values, { ofKpis: true }) }
  },
  kernel: placeUsers,
  kpiKernel: measureEntropy,
  drill,
  charts,
  kpis,
}
