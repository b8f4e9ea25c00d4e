import { ofElapsedTime } from '../../events/oneZone'
import { required } from '../../../src-renderer/base/required'
import { formatFixed, formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec, Series, SeriesPoint } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { columnList, resultColumns, rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import { inBrackets } from '../../../src-renderer/query/sql/statement'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { wilson } from '../../../src-renderer/stats/wilson'
import { notesOf, rangeOf } from '../diffSql'
import { DEFINITION_PARAMETERS } from '../parameters'
import { diffPopulation } from '../population'
import { figuresSequence } from '../figuresSequence'
import { readSides, type Side, type Sides } from '../sides'
import { readUnit } from '../../events/calendarUnit'
import { capitalized } from '../../events/texts'
import { bracketsOf } from '../../retention/question'
import definition from './definition.md?raw'
import { passFigures } from './pass'

const COLUMNS = resultColumns({
  side: { about: 'a or b.', format: 'text' },
  definition: { about: 'What the definition is called: default, a preset, or its parameters.', format: 'text' },
  place: { about: 'Number of the period (of a bracket, its first) or of the step.', format: 'integer' },
  figure: { about: 'The period or step in words.', format: 'text' },
  eligible: {
    about: 'Users who can have reached the period; in a funnel, those at the first step.',
    format: 'integer',
  },
  users: { about: 'Those of them who were retained; in a funnel, those who reached the step.', format: 'integer' },
  pct: { about: 'users / eligible as a percentage, 0 to 100.', format: 'percent', nullable: true },
})

type Row = RowOf<typeof COLUMNS>

/**
 * SELECT of one definition's own answer, as both definitions' figures stand together. The answer stands in brackets: as
 * a WITH query of its own it would be planned twice.
 */
function figuresOf({ name }: Sides, side: 'a' | 'b', { name: title, values }: Side, sql: string): string {
  const unit = readUnit(values)
  const period =
    bracketsOf(values) === null
      ? `${literal(`${unit} `)} || period`
      : `${literal(unit)} || CASE WHEN contains(bracket, '-') THEN 's ' ELSE ' ' END || bracket`
  const columns =
    name === 'funnel'
      ? [
          'step AS place',
          `'step ' || step || ', ' || "event" AS figure`,
          'first(users) OVER (ORDER BY step) AS eligible',
          'users',
          'pct_first AS pct',
        ]
      : ['period AS place', `${period} AS figure`, 'eligible', 'users', 'pct']
  return `-- The answer by definition ${side}, and its figures as both definitions have them
SELECT
  ${[`${literal(side)} AS side`, `${literal(title)} AS definition`, ...columns].join(',\n  ')}
FROM ${inBrackets(sql)} AS answer`
}

function pointOf(row: Row, index: number, x: SeriesPoint['x'], withInterval: boolean): SeriesPoint {
  const { eligible, users, pct } = row
  const interval = !withInterval || pct === null ? null : wilson(users, eligible)
  return {
    x,
    y: pct,
    ...(interval === null ? {} : { low: 100 * interval.low, high: 100 * interval.high }),
    figure: { row: index, column: 'users' },
  }
}

/** Both definitions' rates on the same axes. */
function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const sides = readSides(values)
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ row, index }))
  const isFunnel = sides.name === 'funnel'
  const unit = readUnit(sides.a.values)
  const isLine = !isFunnel && bracketsOf(sides.a.values) === null && bracketsOf(sides.b.values) === null
  // On day 0 nearly all are there: it would take the scale from the days that are compared.
  const isFirst = ({ row }: { row: Row }): boolean => isLine && row.place === 0
  const drawn = rows.every(isFirst) ? rows : rows.filter((one) => !isFirst(one))
  const series = (['a', 'b'] as const).map((side): Series => ({
    name: `${side.toUpperCase()}, ${sides[side].name}`,
    key: side,
    points: drawn
      .filter(({ row }) => row.side === side)
      .map(({ row, index }) =>
        pointOf(
          row,
          index,
          isLine ? row.place : row.figure,
          isLine && (sides[side].values['mean'] ?? 'pooled') === 'pooled',
        ),
      ),
  }))
  const others = new Map(rows.filter(({ row }) => row.side === 'b').map(({ row }) => [row.figure, row.pct]))
  const gaps = rows
    .filter(({ row }) => row.side === 'a')
    .flatMap(({ row: { figure, pct } }) => {
      const other = others.get(figure) ?? null
      return other === null || pct === null ? [] : [{ figure, gap: other - pct }]
    })
  const widest = gaps.reduce<{ figure: string; gap: number } | null>(
    (most, one) => (Math.abs(one.gap) > Math.abs(most?.gap ?? 0) ? one : most),
    null,
  )
  const farthest =
    widest === null
      ? 'Their rates are the same.'
      : `They are farthest apart at ${widest.figure}, where B is ${formatFixed(Math.abs(widest.gap), 1)} points ` +
        `${widest.gap > 0 ? 'above' : 'below'} A.`
  const left = rows
    .filter((one) => !drawn.includes(one) && one.row.pct !== null)
    .map(({ row: { side, pct } }) => `${side.toUpperCase()} ${formatValue(required(pct), 'percent')}`)
  const summary =
    sides.differing.length === 0
      ? 'Both definitions are the same.'
      : `The definitions differ in ${sides.differing.join(', ')}. ${farthest}` +
        (isLine ? ' Bands are 95 % intervals after Wilson.' : '') +
        (left.length > 0 ? ` ${capitalized(unit)} 0 (${left.join(', ')}) is not drawn.` : '')
  const y = { label: isFunnel ? '% of the first step' : 'Retained', format: 'percent' as const }
  const title = isFunnel ? 'The funnel by both definitions' : 'Retention by both definitions'
  return [
    isLine
      ? {
          kind: 'line',
          title,
          summary,
          x: { label: `${capitalized(unit)}s since the start`, type: 'number' },
          y: { ...y, zero: true },
          series,
        }
      : {
          kind: 'bar',
          layout: 'grouped',
          direction: 'vertical',
          title,
          summary,
          x: { label: isFunnel ? 'Step' : 'Bracket', type: 'category' },
          y,
          series,
        },
  ]
}

/** The users whom the row's definition counts. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { side, place } = row
  if ((side !== 'a' && side !== 'b') || (column !== 'users' && column !== 'pct' && column !== 'eligible')) return null
  const sides = readSides(values)
  const behind =
    sides.name === 'retention'
      ? { row: { period: place ?? null }, column }
      : { row: { step: column === 'eligible' ? 1 : (place ?? null) }, column: 'users' }
  const drill = sides.analysis.drill?.(behind, sides[side].values, catalog, source)
  return drill === null || drill === undefined
    ? null
    : { ...drill, title: `${drill.title} (${side.toUpperCase()}, ${sides[side].name})` }
}

/** Two definitions of one analysis side by side. */
export const definitionFigures: Analysis = {
  name: 'definition-figures',
  title: 'Definitions side by side',
  about: 'Retention of all cohorts, or a funnel, by two definitions.',
  grain: 'one row per definition and period or step',
  definition,
  parameters: [...DEFINITION_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['eligible', 'users'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: diffPopulation,
  plan(values, catalog, source) {
    const sides = readSides(values)
    const plans = [
      sides.analysis.plan(sides.a.values, catalog, source),
      sides.analysis.plan(sides.b.values, catalog, source),
    ] as const
    const timezone = plans[0].timezone
    const range = rangeOf(plans)
    return {
      ...figuresSequence(sides, catalog, source, { values, range }),
      sql: `${figuresOf(sides, 'a', sides.a, plans[0].sql)}
UNION ALL
${figuresOf(sides, 'b', sides.b, plans[1].sql)}
ORDER BY side, place`,
      range,
      ...(timezone === undefined ? {} : { timezone }),
      notes: notesOf(sides),
    }
  },
  kernel: passFigures,
  drill,
  charts,
}
