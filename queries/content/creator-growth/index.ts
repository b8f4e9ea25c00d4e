import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { dataDatesSql, partitionRange, shownDates } from '../../events/activeDays'
import { markOf, unitCompleteSql } from '../../events/completeness'
import { EVENT_ROW } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { CREATOR, EVENT_PARAMETERS, KINDS, columnSql, eventSql, likelyColumn } from '../../events/contentColumns'
import { contentPopulation } from '../population'
import { UNIT, readUnit, unitNumberSql, unitStartSql } from '../../events/calendarUnit'
import definition from './definition.md?raw'

const MOST_LINES = 6
const MOST_BARS = 15
const LONGEST_UNIT_DAYS = 31

/** Whether an event is one of the four kinds. */
function engagedSql(asked: Scope, values: ParameterValues): string {
  return `(${KINDS.map((kind) => eventSql(asked, values, kind)).join(' OR ')})`
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readUnit(values)
  const rows = result.rows().map((row, index) => ({ row, index }))
  const totals = new Map<string, number>()
  for (const { row } of rows)
    totals.set(row['creator'] as string, (totals.get(row['creator'] as string) ?? 0) + (row['engagement'] as number))
  const largest = [...totals]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_LINES)
    .map(([creator]) => creator)
  const newest = rows.findLast(({ row }) => row['growth_pct'] !== null)?.row['date']
  const grown = rows
    .filter(({ row }) => row['date'] === newest && row['growth_pct'] !== null)
    .sort((a, b) => (b.row['growth_pct'] as number) - (a.row['growth_pct'] as number))
  const first = grown[0]
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: `Growth by creator, ${unit} on ${unit}`,
      x: { label: 'Creator', type: 'category' },
      y: { label: 'Growth', format: 'percent' },
      summary:
        first === undefined
          ? `No two complete ${unit}s follow each other in these dates.`
          : `In the last complete ${unit}, from ${newest as string}, ${first.row['creator'] as string} grew most: by ${(first.row['growth_pct'] as number).toFixed(1)} %${grown.length > MOST_BARS ? `; the first ${MOST_BARS} of ${grown.length} are drawn` : ''}.`,
      series: [
        {
          name: 'Growth',
          points: grown
            .slice(0, MOST_BARS)
            .map(({ row, index }) => ({
              x: row['creator'] as string,
              y: row['growth_pct'] as number,
              figure: { row: index, column: 'engagement' },
            })),
        },
      ],
    },
    {
      kind: 'line',
      title: `Engagement by creator`,
      x: { label: unit.replace(/^./, (letter) => letter.toUpperCase()), type: 'date' },
      y: { label: 'Events', format: 'integer', zero: true },
      summary: `Views, likes, shares and comments of the ${largest.length} creators with the most; dashed where a ${unit} is not covered by the data.`,
      series: largest.map((creator) => ({
        name: creator,
        points: rows
          .filter(({ row }) => row['creator'] === creator)
          .map(({ row, index }) => ({
            x: row['date'] as string,
            y: row['engagement'] as number,
            figure: { row: index, column: 'engagement' },
            ...markOf(row),
          })),
      })),
    },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { date, creator } = row
  if (column !== 'engagement' || typeof date !== 'string' || typeof creator !== 'string') return null
  const asked = scope(values, catalog, source)
  const unit = readUnit(values)
  return {
    title: `Engagement with ${creator} in the ${unit} of ${date}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      `SELECT ${EVENT_ROW} FROM ${asked.from}
WHERE ${asked.where} AND ${engagedSql(asked, values)} AND ${columnSql(asked, values, 'creator')}::VARCHAR = ${literal(creator)}
  AND ${unitNumberSql('local_date(ts)', unit, asked.catalog)} = ${unitNumberSql(dateLiteral(date), unit, asked.catalog)}
ORDER BY ts, _source`,
      partitionRange({ ...asked, fromDate: date, toDate: date }, 0, LONGEST_UNIT_DAYS),
    ),
  }
}

export const creatorGrowth: Analysis = {
  name: 'creator-growth',
  title: 'Creator growth',
  about: 'How the engagement with each creator grows from week to week.',
  grain: 'one row per creator and week (day, month)',
  definition,
  parameters: [
    CREATOR,
    { ...UNIT, default: 'week' },
    {
      name: 'least_previous',
      type: 'integer',
      label: 'Engagement before at least',
      default: 1,
      min: 1,
      max: 1_000_000_000,
      help: 'Growth is left blank where the unit before had less: small numbers double easily.',
    },
    ...KINDS.map((kind) => ({ ...EVENT_PARAMETERS[kind], more: true })),
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'date', about: 'First local date of the unit.', format: 'date' },
    { name: 'creator', about: 'The creator.', format: 'text' },
    { name: 'engagement', about: 'Views, likes, shares and comments of what the creator made.', format: 'integer' },
    { name: 'previous', about: "The same of the unit before; empty in the creator's first.", format: 'integer' },
    {
      name: 'growth_pct',
      about: 'Percentage above (below: negative) the unit before; empty where either is not complete.',
      format: 'percent',
    },
    { name: 'complete', about: 'False where the data does not cover the whole unit.', format: 'boolean' },
  ],
  reads: 'events',
  population: contentPopulation(KINDS, 'creator'),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const unit = readUnit(values)
    const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
    const creator = columnSql(asked, values, 'creator')
    const shown = shownDates(asked)
    return scopedPlan(
      asked,
      `WITH bounds AS (
  SELECT first_date, over_date, ${number(shown.from)} AS from_unit, ${number(shown.to)} AS to_unit FROM (${dataDatesSql(asked)}) WHERE ${shown.from} <= ${shown.to}),
counted AS (
  SELECT ${creator}::VARCHAR AS creator, ${number('local_date(ts)')} AS unit, count(*) AS engagement
  FROM ${asked.from} WHERE ${asked.where} AND ${engagedSql(asked, values)} AND ${creator} IS NOT NULL
  GROUP BY 1, 2),
lived AS (SELECT creator, unnest(range(min(unit), (SELECT to_unit FROM bounds) + 1))::INTEGER AS unit FROM counted GROUP BY creator),
whole AS (
  SELECT creator, unit, coalesce(engagement, 0) AS engagement, lag(coalesce(engagement, 0)) OVER (PARTITION BY creator ORDER BY unit) AS previous
  FROM lived LEFT JOIN counted USING (creator, unit)),
placed AS (
  SELECT creator, unit, engagement, previous, ${unitCompleteSql('unit', unit, asked.catalog)} AS complete,
    ${unitCompleteSql('unit - 1', unit, asked.catalog)} AS previous_complete
  FROM whole, bounds WHERE unit BETWEEN from_unit AND to_unit)
SELECT ${unitStartSql('unit', unit, asked.catalog)} AS date, creator, engagement::BIGINT AS engagement, previous::BIGINT AS previous,
  CASE WHEN complete AND previous_complete AND previous >= ${Number(values['least_previous'] ?? 1)} THEN 100 * (engagement - previous) / previous::DOUBLE END AS growth_pct, complete
FROM placed
ORDER BY unit, engagement DESC, creator`,
      partitionRange(asked, null, LONGEST_UNIT_DAYS),
      [`creator: ${likelyColumn(asked, values, 'creator')!.name}`],
    )
  },
  charts,
  drill,
}
