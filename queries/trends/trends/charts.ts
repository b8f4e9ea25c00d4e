import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { formatDate, formatValue } from '../../../src-renderer/chart/format'
import type { DataModel } from '../../../src-renderer/model/dataModel'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { weekDayNumber } from '../../../src-renderer/query/sql/weekStart'
import { isClockUnit } from '../../events/clockUnit'
import { lastComplete } from '../../events/completeness'
import { capitalized, pluralText } from '../../events/texts'
import { levelsOf } from '../levels'
import { breakdownNames, readInterval, readShow } from '../question'
import { HOURS } from './columns'
import { formatOf, linesOf, onlySeries, type TrendLine } from './lines'

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const HOUR_COUNT = 24
/** More heatmaps than these say less than the table. */
const MOST_HEATMAPS = 6

/** What is shown, without the letter that stands for it: "Users of paid by plan". */
function titleOf(result: ResultTable, values: ParameterValues): string {
  const by = breakdownNames(values)
  const what = onlySeries(result, values)?.replace(/^[A-Z]: /, '') ?? 'Trends'
  return `${capitalized(what)}${by.length === 0 ? '' : ` by ${by.join(' and ')}`}`
}

/** The measure's unit, or what it is, where only one is shown. */
function axisLabel(result: ResultTable, values: ParameterValues, model: DataModel | undefined): string {
  if (values['share'] === true) return 'Share of all'
  if (values['indexed'] === true) return 'First bucket = 100'
  if (values['change'] === 'percent') return 'Change'
  if (values['change'] === 'difference') return 'Difference'
  const only = onlySeries(result, values)
  const unit = model?.measures.find(({ name }) => name === only)?.unit ?? ''
  return only === null ? 'Value' : `${capitalized(only.replace(/^[A-Z]: /, ''))}${unit === '' ? '' : `, ${unit}`}`
}

/** What the first line says of its last complete bucket, and how it ran. */
function summaryOf(lines: readonly TrendLine[], values: ParameterValues): string {
  const [first] = lines
  const found = first === undefined ? null : lastComplete(first.points.map((one) => ({ complete: !one.incomplete })))
  const last = found === null ? undefined : first?.points[found.index]
  if (first === undefined || last === undefined) return 'There is nothing in these dates.'
  const known = first.points.flatMap((point) => (point.y === null ? [] : [point.y]))
  const format = formatOf([first], values)
  const text = (value: number | null): string => (value === null ? 'no value' : formatValue(value, format))
  const unit = readInterval(values)
  const run = `over ${pluralText(first.points.length, unit)}`
  const range =
    known.length === 0 ? run : `${run} it ran from ${text(Math.min(...known))} to ${text(Math.max(...known))}`
  return (
    `${first.name} was ${text(last.y)} in the ${unit} of ${formatDate(last.x)}; ${range}` +
    `${lines.length > 1 ? `; ${pluralText(lines.length, 'line')}` : ''}.`
  )
}

/** The mean of a line's complete hours, by weekday and hour of the local clock. */
function hoursOfWeek(result: ResultTable, lines: readonly TrendLine[], values: ParameterValues): readonly ChartSpec[] {
  const hours = rowsOf(HOURS, result)
  const firstDay = weekDayNumber(values['week_start']) ?? 1
  const days = WEEKDAYS.map((_, index) => ((firstDay - 1 + index) % 7) + 1)
  return lines.slice(0, MOST_HEATMAPS).map((line): ChartSpec => {
    const cells = new Map<string, number[]>()
    for (const { y, row, incomplete } of line.points) {
      const at = hours[row]
      if (y === null || incomplete === true || at === undefined) continue
      const key = `${at.weekday}:${at.hour}`
      cells.set(key, [...(cells.get(key) ?? []), y])
    }
    const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
    const means = [...cells].map(([key, numbers]) => ({ key, mean: mean(numbers) }))
    const top = means.reduce<(typeof means)[number] | null>(
      (best, one) => (best === null || one.mean > best.mean ? one : best),
      null,
    )
    const [day, hour] = top?.key.split(':').map(Number) ?? []
    return {
      kind: 'heatmap',
      title: `${capitalized(line.name.replace(/^[A-Z]: /, ''))} by hour of the week`,
      summary:
        top === null || day === undefined
          ? 'There is no complete hour in these dates.'
          : `Mean of each hour that is over, by the local clock; most on ${WEEKDAYS[day - 1]} at ${hour}:00.`,
      rowLabel: 'Weekday',
      columnLabel: 'Hour',
      format: values['share'] === true || values['change'] === 'percent' ? 'percent' : 'decimal',
      columns: Array.from({ length: HOUR_COUNT }, (_, index) => String(index)),
      rows: days.map((one) => ({
        label: WEEKDAYS[one - 1] ?? '',
        size: null,
        cells: Array.from({ length: HOUR_COUNT }, (_, index) => {
          const numbers = cells.get(`${one}:${index}`)
          return numbers === undefined
            ? null
            : { value: mean(numbers), detail: `mean of ${pluralText(numbers.length, 'hour')}` }
        }),
      })),
    }
  })
}

/** The answer as it is to be shown; nothing where the table alone is asked for. */
export function charts(result: ResultTable, values: ParameterValues, model?: DataModel): readonly ChartSpec[] {
  const show = readShow(values)
  if (show === 'table') return []
  const lines = linesOf(result, values)
  if (show === 'heatmap') return hoursOfWeek(result, lines, values)
  const unit = readInterval(values)
  const isRelative = values['indexed'] === true || typeof values['change'] === 'string'
  const chart = {
    title: titleOf(result, values),
    summary: summaryOf(lines, values),
    x: { label: `${capitalized(unit)}${isClockUnit(unit) ? ' (UTC)' : ''}`, type: 'date' as const },
    series: lines.map(({ name, points }) => ({ name, points: points.map(({ row: _row, ...point }) => point) })),
  }
  const y = { label: axisLabel(result, values, model), format: formatOf(lines, values), ...levelsOf(values, model) }
  switch (show) {
    case 'lines':
      return [{ ...chart, kind: 'line', y: { ...y, zero: !isRelative } }]
    case 'bars':
      return [{ ...chart, kind: 'bar', layout: 'grouped', direction: 'vertical', y }]
    case 'area':
      return [{ ...chart, kind: 'area', y }]
  }
}
