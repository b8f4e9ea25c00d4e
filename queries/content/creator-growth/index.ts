import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { partitionRange } from '../../events/activeDays'
import { markOf } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import { CREATOR, EVENT_PARAMETERS, KINDS, columnSql, likelyColumn } from '../../events/contentColumns'
import { contentPopulation } from '../population'
import { UNIT, readUnit, unitNumberSql } from '../../events/calendarUnit'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { capitalized } from '../../events/texts'
import { MOST_BARS, anyKindSql, listEvents } from '../contentEvents'
import { creatorGrowthSql } from './sql'
import definition from './definition.md?raw'

const MOST_LINES = 6
const LONGEST_UNIT_DAYS = 31

const COLUMNS = resultColumns({
  date: { about: 'First local date of the unit.', format: 'date' },
  creator: { about: 'The creator.', format: 'text' },
  engagement: { about: 'Views, likes, shares and comments of what the creator made.', format: 'integer' },
  previous: { about: "The same of the unit before; empty in the creator's first.", format: 'integer', nullable: true },
  growth_pct: {
    about: 'Percentage above (below: negative) the unit before; empty where either is not complete.',
    format: 'percent',
    nullable: true,
  },
  complete: { about: 'False where the data does not cover the whole unit.', format: 'boolean' },
})

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readUnit(values)
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ row, index }))
  const totals = new Map<string, number>()
  for (const { row } of rows) totals.set(row.creator, (totals.get(row.creator) ?? 0) + row.engagement)
  const largest = [...totals]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_LINES)
    .map(([creator]) => creator)
  const newest = rows.findLast(({ row }) => row.growth_pct !== null)?.row.date
  const grown = rows
    .flatMap(({ row, index }) =>
      row.date === newest && row.growth_pct !== null ? [{ row, index, pct: row.growth_pct }] : [],
    )
    .sort((a, b) => b.pct - a.pct)
  const first = grown[0]
  const drawn = grown.length > MOST_BARS ? `; the first ${MOST_BARS} of ${grown.length} are drawn` : ''
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
          : `In the last complete ${unit}, from ${first.row.date}, ${first.row.creator} grew most: ` +
            `by ${formatFixed(first.pct, 1)} %${drawn}.`,
      series: [
        {
          name: 'Growth',
          points: grown
            .slice(0, MOST_BARS)
            .map(({ row, index, pct }) => ({ x: row.creator, y: pct, figure: { row: index, column: 'engagement' } })),
        },
      ],
    },
    {
      kind: 'line',
      title: `Engagement by creator`,
      x: { label: capitalized(unit), type: 'date' },
      y: { label: 'Events', format: 'integer', zero: true },
      summary:
        `Views, likes, shares and comments of the ${largest.length} creators with the most; ` +
        `dashed where a ${unit} is not covered by the data.`,
      series: largest.map((creator) => ({
        name: creator,
        points: rows
          .filter(({ row }) => row.creator === creator)
          .map(({ row, index }) => ({
            x: row.date,
            y: row.engagement,
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
      listEvents(
        asked,
        {},
        anyKindSql(asked, values, KINDS),
        `${columnSql(asked, values, 'creator')}::VARCHAR = ${literal(creator)}`,
        `${unitNumberSql('local_date(ts)', unit, asked.catalog)} = ` +
          `${unitNumberSql(dateLiteral(date), unit, asked.catalog)}`,
      ),
      partitionRange({ ...asked, fromDate: date, toDate: date }, 0, LONGEST_UNIT_DAYS),
    ),
  }
}

export const creatorGrowth: Analysis = {
  name: 'creator-growth',
  title: 'Creator growth',
  about: 'Week-over-week growth of engagement, by creator.',
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
  columns: columnList(COLUMNS),
  estimates: { amounts: ['engagement', 'previous'] },
  reads: 'events',
  population: contentPopulation(KINDS, 'creator'),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const unit = readUnit(values)
    return scopedPlan(asked, creatorGrowthSql(asked, values, unit), partitionRange(asked, null, LONGEST_UNIT_DAYS), [
      `creator: ${likelyColumn(asked, values, 'creator')?.name ?? ''}`,
    ])
  },
  charts,
  drill,
}
