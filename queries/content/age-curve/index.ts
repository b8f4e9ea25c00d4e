import { formatFixed, formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { userIdOf } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { countText, pluralText } from '../../events/texts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { ageScan, scanAges } from './scan'
import { AGE_PARAMETERS, ageSql, readAge, views } from './sql'

/** Who is still there, place by place. */
function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const [first] = rows
  const isPercent = values['unit'] !== 'seconds'
  const label = isPercent ? 'Percent of the content' : 'Seconds'
  const worst = rows.toSorted((a, b) => b.ended - a.ended || a.place - b.place)[0]
  const where = (place: number): string => (isPercent ? `${formatFixed(place, 0)} %` : formatValue(place, 'seconds'))
  return [
    {
      kind: 'line',
      title: 'Share of views that are still there',
      summary:
        first === undefined || worst === undefined
          ? 'There is no view with a place on these dates.'
          : worst.ended === 0
            ? `All of ${pluralText(first.views, 'view')} get to the end.`
            : `Of ${pluralText(first.views, 'view')}, most leave just before ${where(worst.place)}: ${countText(worst.ended)}.`,
      x: { label, type: 'number' },
      y: { label: 'Still there', format: 'percent', zero: true },
      series:
        first === undefined
          ? []
          : [
              {
                name: 'Still there',
                points: rows.map((row) => ({
                  x: row.place,
                  y: row.share,
                  figure: { row: row.index, column: 'still' },
                })),
              },
            ],
    },
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Where views end',
      summary: 'Views that ended since the place before.',
      x: { label, type: 'number' },
      y: { label: 'Views', format: 'integer' },
      series:
        first === undefined
          ? []
          : [
              {
                name: 'Ended',
                points: rows
                  .filter((row) => row.place > 0)
                  .map((row) => ({ x: row.place, y: row.ended, figure: { row: row.index, column: 'ended' } })),
              },
            ],
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const [first] = rows
  const last = rows.at(-1)
  if (first === undefined || last === undefined) return []
  const half = rows.find(({ share }) => share < 50)
  return [
    {
      label: 'Views',
      value: first.views,
      format: 'integer',
      detail: 'with a place',
      figure: { row: 0, column: 'views' },
    },
    {
      label: 'Get to the end',
      value: last.share,
      format: 'percent',
      detail: `${countText(last.still)} of ${countText(last.views)}`,
      figure: { row: rows.length - 1, column: 'still' },
    },
    { label: 'Fewer than half from', value: half?.place ?? null, format: 'decimal', detail: 'the place' },
  ]
}

/** The views that got to a place, or ended before it. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { place } = row
  if (!['still', 'ended', 'views'].includes(column) || typeof place !== 'number') return null
  const question = readAge(values, catalog, source)
  const { scope, step } = question
  const between = `reached < ${literal(place)}\n  AND reached >= ${literal(place)} - ${step}`
  const which = { still: `reached >= ${literal(place)}`, ended: place === 0 ? 'FALSE' : between, views: null }[column]
  return {
    title:
      column === 'views'
        ? 'Views'
        : column === 'still'
          ? `Views that got to ${place}`
          : `Views that ended before ${place}`,
    kind: 'rows',
    plan: scopedPlan(
      scope,
      statement(
        views(question),
        `SELECT ${userIdOf('views')}, ts, reached, _file, _line
FROM views${which === null || which === undefined ? '' : `\nWHERE ${which}`}
ORDER BY reached DESC, ts, _line`,
      ),
      partitionRange(scope, 0, 0),
    ),
  }
}

/** How far views get: audience retention. */
export const ageCurve: Analysis = {
  name: 'age-curve',
  title: 'Audience retention',
  about: 'How far views of a film, episode or video get, by percent or second.',
  grain: 'one row per place in the content',
  definition,
  parameters: [...AGE_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['still', 'ended', 'views'] },
  reads: 'events',
  population: (values, catalog, source) => ({ which: readAge(values, catalog, source).which }),
  plan(values, catalog, source) {
    const question = readAge(values, catalog, source)
    return {
      ...scopedPlan(question.scope, ageSql(question), partitionRange(question.scope, 0, 0), [question.note]),
      ...ageScan(question, values),
    }
  },
  scan: scanAges,
  drill,
  charts,
  kpis,
}
