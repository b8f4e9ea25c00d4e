import type { ChartSpec } from '../../chart/spec'
import { LatheError } from '../../model/error'
import type { Kpi } from '../contract/analysis'
import type { ResultTable } from '../contract/result'
import { columnWords, formatOf, numberOf, type ChartWords } from './chartCells'
import {
  cellsChart,
  funnelChart,
  heatmapChart,
  histogramChart,
  intervalChart,
  mapChart,
  sankeyChart,
  scatterChart,
  timelineChart,
} from './chartMarks'
import { seriesChart } from './chartSeries'
import { columnsOfChart, type ChartMark, type QueryChart } from './queryChart'

type Draw = (chart: QueryChart, table: ResultTable, words: ChartWords) => ChartSpec

/** Numbers are figures of their own, no chart. */
const DRAWN: Readonly<Record<Exclude<ChartMark, 'number'>, Draw>> = {
  line: seriesChart,
  area: seriesChart,
  bar: seriesChart,
  stacked: seriesChart,
  horizontal: seriesChart,
  scatter: scatterChart,
  map: mapChart,
  heatmap: heatmapChart,
  cells: cellsChart,
  histogram: histogramChart,
  funnel: funnelChart,
  interval: intervalChart,
  sankey: sankeyChart,
  timeline: timelineChart,
}

/** Throws `bad-file` where the answer lacks a column of the chart. */
function checkColumns(chart: QueryChart, table: ResultTable, file: string): void {
  const names = table.columns.map((column) => column.name)
  const missing = columnsOfChart(chart).find((name) => !names.includes(name))
  if (missing === undefined) return
  throw new LatheError(
    'bad-file',
    `The chart of ${file} names the column "${missing}", which the answer does not have; its columns are ${names.join(', ')}.`,
    { file },
  )
}

/** The charts of an answer; none where it has no rows. Throws `bad-file` where it lacks a column; `file` is named then. */
export function chartSpecs(
  chart: QueryChart,
  table: ResultTable,
  words: ChartWords,
  file: string,
): readonly ChartSpec[] {
  checkColumns(chart, table, file)
  return chart.mark === 'number' || table.rowCount === 0 ? [] : [DRAWN[chart.mark](chart, table, words)]
}

/** The figures of the answer's first row that the mark `number` shows. Throws as chartSpecs. */
export function chartFigures(chart: QueryChart, table: ResultTable, file: string): readonly Kpi[] {
  checkColumns(chart, table, file)
  return [chart.x, ...chart.y].map((column) => {
    const value = table.rowCount === 0 ? null : numberOf(table.value(0, column))
    return {
      label: columnWords(column),
      value,
      format: formatOf([value], [column]),
      ...(value === null ? {} : { figure: { row: 0, column } }),
    }
  })
}
