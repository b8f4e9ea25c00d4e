import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { DataModel } from '../../../src-renderer/model/dataModel'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { isClockUnit } from '../../events/clockUnit'
import { markOf } from '../../events/completeness'
import { capitalized } from '../../events/texts'
import { drawnSeries, type DrawnSeries } from '../answeredSeries'
import { levelsOf } from '../levels'
import { readInterval } from '../question'
import { FIGURES } from './columns'

type Forecasted = DrawnSeries<typeof FIGURES>

const METHOD_WORDS: Readonly<Record<string, string>> = {
  'holt-winters': 'Holt-Winters',
  'seasonal-naive': 'the last season again',
}
const momentText = (x: string): string => (x.length === 10 ? x : `${x.slice(0, 16).replace('T', ' ')} UTC`)
const text = (value: number | null): string => (value === null ? 'nothing' : formatValue(value, 'decimal'))

function lastSaid({ rows }: Forecasted): Forecasted['rows'][number] | undefined {
  return rows.findLast((row) => row.forecast !== null && !row.held_out)
}

function summaryOf(series: Forecasted, unit: string): string {
  const last = lastSaid(series)
  if (last === undefined || last.method === null) return `Fewer than four complete ${unit}s: nothing to learn from.`
  const other = last.other_error === null ? '' : `; the other method ${text(last.other_error)}`
  return (
    `${text(last.forecast)} ${unit === 'day' ? 'on' : `in the ${unit} of`} ${momentText(last.x)}, between ${text(last.low)} and ${text(last.high)}` +
    ` if nothing changes. By ${METHOD_WORDS[last.method] ?? last.method}, which was off by ` +
    `${text(last.held_out_error)} on the ${unit}s held out${other}.`
  )
}

/** Each series with its forecast behind it, and over the buckets that were held out. */
export function charts(result: ResultTable, values: ParameterValues, model?: DataModel): readonly ChartSpec[] {
  const unit = readInterval(values)
  return drawnSeries(FIGURES, result, values).map((series): ChartSpec => {
    const { name, rows, format } = series
    return {
      kind: 'line',
      title: `${capitalized(name)} and how it would go on`,
      summary: summaryOf(series, unit),
      x: { label: `${capitalized(unit)}${isClockUnit(unit) ? ' (UTC)' : ''}`, type: 'date' },
      y: { label: name, format, zero: true, ...levelsOf(values, model) },
      series: [
        {
          name,
          points: rows
            .filter(({ value, forecast, held_out }) => value !== null || forecast === null || held_out)
            .map((row) => ({ x: row.x, y: row.value, figure: { row: row.row, column: 'value' }, ...markOf(row) })),
        },
        {
          name: 'Forecast',
          tone: 'compared',
          points: rows.map(({ x, forecast, low, high }) => ({
            x,
            y: forecast,
            ...(low === null || high === null ? {} : { low, high }),
          })),
        },
      ],
    }
  })
}

/** More tiles than these do not stand in a row. */
const MOST_TILES = 6

/** Where each series would end, what the methods were off by, and where its target lies. */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const series = drawnSeries(FIGURES, result, values)
  return series.slice(0, MOST_TILES).flatMap((one): readonly Kpi[] => {
    const last = lastSaid(one)
    if (last === undefined) return [{ label: one.name, value: null, format: 'decimal', detail: 'too few buckets' }]
    const { forecast, low, high, x, row, held_out_error } = last
    const end: Kpi = {
      label: `${one.name}, ${momentText(x)}`,
      value: forecast,
      format: 'decimal',
      detail: `between ${text(low)} and ${text(high)}`,
      figure: { row, column: 'forecast' },
      spark: one.rows.map((each) => ({ y: each.value ?? each.forecast, ...markOf(each) })),
    }
    if (series.length > 1) return [end]
    const goal = typeof values['goal'] === 'number' ? values['goal'] : null
    return [
      end,
      {
        label: 'Off by, on what was held out',
        value: held_out_error,
        format: 'decimal',
        about: 'Mean distance of the forecasts of the last buckets from what came.',
      },
      ...(goal === null ? [] : [goalTile(one, goal)]),
    ]
  })
}

/** When the forecast first reaches a goal from the side where the last figure stands. */
function goalTile({ rows }: Forecasted, goal: number): Kpi {
  const coming = rows.filter(({ forecast, held_out }) => forecast !== null && !held_out)
  const last = rows.findLast(({ value, complete }) => value !== null && complete)
  const isBelow = (last?.value ?? 0) < goal
  const reached = (bound: number | null): boolean => bound !== null && (isBelow ? bound >= goal : bound <= goal)
  const said = coming.find(({ forecast }) => reached(forecast))
  const soonest = coming.find(({ low, high }) => reached(isBelow ? high : low))
  return {
    label: 'Goal',
    value: goal,
    format: 'decimal',
    detail:
      said !== undefined
        ? `reached on ${momentText(said.x)} by the forecast`
        : soonest !== undefined
          ? `within the band from ${momentText(soonest.x)} on`
          : 'not within the band in these dates',
  }
}
