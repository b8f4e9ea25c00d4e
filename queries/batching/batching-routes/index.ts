import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec, MarkFigure } from '../../../src-renderer/chart/spec'
import { rowsOf, type NumberColumn } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { algorithmLabel } from '../algorithmLabel'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { batchesSql, CREATED_IN_DATES, isSql, ofAlgorithmSql } from '../behind'
import { countText } from '../chartValues'
import { COLUMNS, type Row } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

type Column = NumberColumn<typeof COLUMNS>

function routesByBatch(result: ResultTable): readonly ChartSpec[] {
  const points = rowsOf(COLUMNS, result).flatMap((row, index) => {
    const { planned_miles: planned, actual_miles: actual, distance_ratio: ratio } = row
    return planned === null || actual === null || ratio === null
      ? []
      : [
          {
            planned,
            actual,
            ratio,
            size: row.mean_size ?? 1,
            group: algorithmLabel(row),
            label: `Batch ${row.batch_id ?? ''}`,
            figure: { row: index, column: 'batches' },
          },
        ]
  })
  const longer = points.filter((point) => point.ratio > 1).length
  const summary =
    points.length === 0
      ? 'No batch in these dates has both a planned and an actual distance.'
      : `${countText(longer, 'route was', 'routes were')} longer than planned, ` +
        `of ${countText(points.length, 'route', 'routes')}.`
  return [
    {
      kind: 'scatter',
      title: 'Actual ÷ planned distance by length of route',
      summary,
      x: { label: 'Planned miles', format: 'decimal' },
      y: { label: 'Actual ÷ planned', format: 'decimal' },
      points: points.map(({ planned, ratio, label, group, size, figure }) => ({
        x: planned,
        y: ratio,
        label,
        group,
        size,
        figure,
      })),
    },
    {
      kind: 'scatter',
      title: 'Actual against planned distance',
      summary,
      x: { label: 'Planned miles', format: 'decimal' },
      y: { label: 'Actual miles', format: 'decimal' },
      points: points.map(({ planned, actual, label, group, size, figure }) => ({
        x: planned,
        y: actual,
        label,
        group,
        size,
        figure,
      })),
    },
  ]
}

function routesByAlgorithm(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const ranged = (
    column: Column,
    best: Column,
    worst: Column,
  ): { x: string; y: number | null; low?: number; high?: number; figure: MarkFigure }[] =>
    rows.map((row, index) => {
      const [low, high] = [row[best], row[worst]]
      return {
        x: algorithmLabel(row),
        y: row[column],
        figure: { row: index, column },
        ...(low === null ? {} : { low }),
        ...(high === null ? {} : { high }),
      }
    })
  const known = rows.filter((row) => row.distance_ratio !== null)
  const [nearest, farthest] = [known[0], known.at(-1)]
  const ratio = (row: Row): string => formatFixed(row.distance_ratio ?? 0, 2)
  const summary =
    nearest === undefined || farthest === undefined
      ? 'No batch in these dates has both a planned and an actual distance.'
      : nearest === farthest
        ? `Routes were ${ratio(nearest)} times as long as planned.`
        : `Routes of ${algorithmLabel(nearest)} came closest to the plan (${ratio(nearest)} times as long), ` +
          `those of ${algorithmLabel(farthest)} were ${ratio(farthest)} times as long; ` +
          "the bars' ranges go from best to worst."
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Actual ÷ planned',
      summary,
      x: { label: 'Algorithm', type: 'category' },
      y: { label: 'Actual ÷ planned', format: 'decimal' },
      series: [
        { name: 'Distance', points: ranged('distance_ratio', 'best_distance_ratio', 'worst_distance_ratio') },
        { name: 'Time', points: ranged('time_ratio', 'best_time_ratio', 'worst_time_ratio') },
      ],
    },
    {
      kind: 'scatter',
      title: 'Planned and actual miles',
      summary: 'Mean miles of a batch by algorithm; above the diagonal, routes were longer than planned.',
      x: { label: 'Planned miles', format: 'decimal' },
      y: { label: 'Actual miles', format: 'decimal' },
      points: rows.flatMap((row, index) => {
        const [x, y] = [row.planned_miles, row.actual_miles]
        return x === null || y === null
          ? []
          : [
              {
                x,
                y,
                label: algorithmLabel(row),
                group: algorithmLabel(row),
                size: row.batches,
                figure: { row: index, column: 'batches' },
              },
            ]
      }),
    },
  ]
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  return values['by'] === 'batch' ? routesByBatch(result) : routesByAlgorithm(result)
}

/** The completed batches of an algorithm and version, or the one. */
function drill({ row }: Figure): BehindFigure | null {
  if (row['algorithm_name'] === undefined) return null
  const one =
    row['batch_id'] === null || row['batch_id'] === undefined ? '' : ` AND ${isSql('trip.batch_key', row['batch_id'])}`
  return {
    title: one === '' ? `Completed batches of ${algorithmLabel(row)}` : `Batch ${String(row['batch_id'])}`,
    sql: batchesSql(`trip.is_completed AND ${ofAlgorithmSql(row)}${one} AND ${CREATED_IN_DATES}`),
  }
}

const WHY =
  'routes are compared with their plan, which only recorded batches have; ' +
  'import the batches and the deliveries in them.'

export const batchingRoutes: Analysis = batchingAnalysis({
  name: 'batching-routes',
  unit: 'batch',
  sql,
  definition,
  charts,
  drill,
  parameters: {
    by: {
      label: 'One row per',
      options: [
        { value: 'algorithm', label: 'Algorithm' },
        { value: 'batch', label: 'Batch' },
      ],
    },
  },
  needs: [{ role: 'batch', why: WHY }],
  columns: COLUMNS,
})
