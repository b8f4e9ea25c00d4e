import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { dayToIso, isoToDay } from '../../../src-renderer/model/zone'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { lastDayNote } from '../../events/completeness'
import { DAY_NUMBER } from '../../events/dataDates'
import { scopedPlan } from '../../events/scopedPlan'
import { countText, pluralText } from '../../events/texts'
import { valueSequence } from '../valuePass'
import definition from './definition.md?raw'
import { flowChart } from './flow'
import { countMoves } from './kernel'
import {
  DOMINANT_PARAMETERS,
  dominantSql,
  lastDaySql,
  LIKELY_VALUES,
  moves,
  readDominant,
  type DominantQuestion,
} from './sql'

const MOST_BARS = 20
const NONE = '(not there)'

const COLUMNS = resultColumns({
  before: {
    about: 'The value of the window before; empty for those who were not there.',
    format: 'text',
    nullable: true,
  },
  now: { about: 'The value of the last window; empty for those who are not there.', format: 'text', nullable: true },
  users: { about: 'Users of whom that is so.', format: 'integer' },
  confidence: {
    about: 'How much of the days of the last window the value has, in percent, on average.',
    format: 'percent',
    nullable: true,
  },
  moved: {
    about: 'Whether they moved; empty for those who were not there in both.',
    format: 'boolean',
    nullable: true,
  },
})

/** Who has which value now, and how many moved from where to where. */
function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const sizes = new Map<string, number>()
  for (const { now, users } of rows) if (now !== null) sizes.set(now, (sizes.get(now) ?? 0) + users)
  const values = [...sizes].sort(([, one], [, other]) => other - one).slice(0, MOST_BARS)
  const moved = rows.filter((row) => row.moved === true)
  const movers = moved.reduce((sum, { users }) => sum + users, 0)
  const both = rows.filter((row) => row.moved !== null).reduce((sum, { users }) => sum + users, 0)
  const part = (name: string, pick: (row: (typeof rows)[number]) => boolean) => ({
    name,
    points: values.map(([value]) => ({
      x: value,
      y: rows.filter((row) => row.now === value && pick(row)).reduce((sum, { users }) => sum + users, 0),
    })),
  })
  const y = { label: 'Users', format: 'integer' } as const
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'horizontal',
      title: 'Users by the value that holds most of their days',
      summary:
        values.length === 0
          ? 'Nobody has a value in these days.'
          : both === 0
            ? 'Nobody was there in both windows: the data are shorter, or fewer days are to be chosen.'
            : `${countText(movers)} of ${pluralText(both, 'user')} who were there in both windows moved.`,
      x: { label: 'Value', type: 'category' },
      y,
      series: [
        part('Stayed', ({ moved: is }) => is === false),
        part('Moved here', ({ moved: is }) => is === true),
        part('Was not there before', ({ before }) => before === null),
      ].filter(({ points }) => points.some((point) => point.y > 0)),
    },
    ...(both === 0 ? [] : [flowChart(rows)]),
    ...(moved.length === 0
      ? []
      : [
          {
            kind: 'bar',
            layout: 'grouped',
            direction: 'horizontal',
            title: 'Moves',
            summary: `The most frequent: ${moved[0]?.before ?? ''} → ${moved[0]?.now ?? ''}, ${pluralText(moved[0]?.users ?? 0, 'user')}.`,
            x: { label: 'From → to', type: 'category' },
            y,
            series: [
              {
                name: 'Users',
                points: moved
                  .slice(0, MOST_BARS)
                  .map(({ before, now, users, index }) => ({
                    x: `${before ?? NONE} → ${now ?? NONE}`,
                    y: users,
                    figure: { row: index, column: 'users' },
                  })),
              },
            ],
          } satisfies ChartSpec,
        ]),
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const count = (list: typeof rows): number => list.reduce((sum, { users }) => sum + users, 0)
  const here = rows.filter(({ now }) => now !== null)
  const both = rows.filter(({ moved }) => moved !== null)
  const moved = both.filter((row) => row.moved === true)
  const sure = here.reduce((sum, { confidence, users }) => sum + (confidence ?? 0) * users, 0)
  return [
    { label: 'Users', value: count(here), format: 'integer', detail: 'in the last window' },
    {
      label: 'Moved',
      value: both.length === 0 ? null : (100 * count(moved)) / count(both),
      format: 'percent',
      detail: `${countText(count(moved))} of ${pluralText(count(both), 'user')} in both windows`,
    },
    {
      label: 'Confidence',
      value: here.length === 0 ? null : sure / count(here),
      format: 'percent',
      detail: 'of the days, on average',
    },
  ]
}

const isSql = (name: string, value: ResultValue): string =>
  value === null ? `${name} IS NULL` : `${name} = ${literal(String(value))}`

/** Windows of up to so many days read the same events for a kernel, so that they can be changed without reading anew. */
const REACHES = [7, 28, 92, 366]

const rangeOf = ({ scope, days }: DominantQuestion): ReturnType<typeof partitionRange> =>
  partitionRange({ ...scope, fromDate: scope.toDate }, 2 * days, 0)

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { before, now } = row
  if (column !== 'users' || before === undefined || now === undefined) return null
  const question = readDominant(values, catalog, source)
  return {
    title: `Users with ${String(before ?? NONE)} before and ${String(now ?? NONE)} now`,
    kind: 'users',
    plan: scopedPlan(
      question.scope,
      statement(
        moves(question),
        `SELECT user_key, confidence\nFROM moves\nWHERE ${isSql('before', before)}\n  AND ${isSql('now', now)}`,
      ),
      rangeOf(question),
    ),
  }
}

/** The value that holds most of a user's days, and who moved from one to another. */
export const dominantValue: Analysis = {
  name: 'dominant-value',
  title: 'Dominant value',
  about: "The city, device or other value that holds most of a user's days, and who moved.",
  grain: 'one row per value before and value now',
  definition,
  parameters: [...DOMINANT_PARAMETERS, ...COMMON_PARAMETERS.filter(({ name }) => name !== 'from')],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'] },
  reads: 'events',
  needs: { what: 'a column such as city or device', of: 'events', columns: [LIKELY_VALUES] },
  refuses: { from: 'its two windows end with the last date and are as long as its own number of days' },
  population(values, catalog, source) {
    const question = readDominant(values, catalog, source)
    const { scope, which, days } = question
    const last = scope.toDate ?? scope.lastDate
    return {
      which,
      from: last === null ? null : dayToIso(isoToDay(last) - 2 * days + 1),
      users: statement(moves(question), 'SELECT user_key\nFROM moves'),
    }
  },
  plan(values, catalog, source) {
    const question = readDominant(values, catalog, source)
    const { scope, column, days } = question
    const plan = scopedPlan(scope, dominantSql(question), rangeOf(question), [
      `value: ${column}`,
      `${formatValue(days, 'integer')} days against the ${formatValue(days, 'integer')} before`,
      ...lastDayNote(scope),
    ])
    const asked = {
      analysis: 'dominant-value',
      values,
      columns: { date: { kind: 'number', sql: DAY_NUMBER } },
      range: rangeOf({ ...question, days: REACHES.find((reach) => reach >= days) ?? days }),
      beside: lastDaySql(question),
      rule: "Each user's events are walked once: in each window the value is found that is there on most dates.",
    } as const
    return { ...plan, ...valueSequence(question, 'text', asked) }
  },
  kernel: countMoves,
  drill,
  charts,
  kpis,
}
