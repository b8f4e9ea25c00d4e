import type { ChartSpec, SeriesPoint } from '../../../src-renderer/chart/spec'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { wilson } from '../../../src-renderer/stats/wilson'
import { markOf } from '../../events/completeness'
import { brokenBy, byText, groupOf, groupText } from '../../events/brokenBy'
import { breakdownName } from '../breakdown'
import { readOptions } from '../options'
import { readUnit } from '../../events/calendarUnit'

/** More lines than this cannot be told apart; the table has all values. */
const MAX_SERIES = 6

interface Point {
  readonly index: number
  readonly date: string
  readonly entered: number
  readonly converted: number
  readonly complete: boolean | null
  readonly enteredComplete: boolean | null
}

function readGroups(result: ResultTable, by: readonly string[] | null): ReadonlyMap<string, readonly Point[]> {
  const groups = new Map<string, Point[]>()
  for (const [index, row] of result.rows().entries()) {
    const name = by === null ? 'All' : groupText(groupOf(by, row, breakdownName) ?? [])
    const points = groups.get(name) ?? []
    points.push({
      index,
      date: row['date'] as string,
      entered: row['entered'] as number,
      converted: row['converted'] as number,
      complete: row['complete'] as ResultValue as boolean | null,
      enteredComplete: row['entered_complete'] as ResultValue as boolean | null,
    })
    groups.set(name, points)
  }
  return groups
}

function conversionPoint({ index, date, entered, converted, complete }: Point, independent: boolean): SeriesPoint {
  const incomplete = markOf({ complete })
  if (entered === 0) return { x: date, y: null, ...incomplete }
  const { low, high } = wilson(converted, entered)
  return {
    x: date,
    y: (100 * converted) / entered,
    ...(independent ? { low: 100 * low, high: 100 * high } : {}),
    figure: { row: index, column: 'converted' },
    ...incomplete,
  }
}

/** Conversion by date of entry with 95 % intervals, and how many entered. */
export function trendCharts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readUnit(values)
  const breakdown = brokenBy(values)
  const groups = readGroups(result, breakdown)
  const independent = readOptions(values).counting === 'users'
  const shown = [...groups].slice(0, MAX_SERIES)
  const rest = groups.size - shown.length
  const open = [...groups.values()].some((points) => points.some((point) => point.complete === false))
  const summary =
    groups.size === 0
      ? 'Nobody entered this funnel in these dates.'
      : `Share of those who entered ${unit === 'day' ? 'on' : 'in'} each ${unit} and reached the last step${independent ? ', with 95 % intervals' : ' (attempts of one user go together, so that no interval is drawn)'}. Each ${unit} is a funnel of its own: a user who enters again counts again, so ${unit}s do not add up to the range.${open ? ` Dashed: more can still enter, or the window is not over for all who did.` : ''}${rest > 0 ? ` ${rest} more ${rest === 1 ? 'value is' : 'values are'} in the table.` : ''}`
  return [
    {
      kind: 'line',
      title:
        breakdown === null
          ? `Conversion by ${unit} of entry`
          : `Conversion by ${unit} of entry and ${byText(breakdown)}`,
      summary,
      x: { label: unit === 'day' ? 'Date' : `First day of the ${unit}`, type: 'date' },
      y: { label: 'Converted', format: 'percent', zero: true },
      series: shown.map(([name, points]) => ({
        name,
        points: points.map((point) => conversionPoint(point, independent)),
      })),
    },
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: `Entered by ${unit}`,
      summary: `How many began the funnel ${unit === 'day' ? 'on' : 'in'} each ${unit}.`,
      x: { label: unit === 'day' ? 'Date' : `First day of the ${unit}`, type: 'date' },
      y: { label: 'Entered', format: 'integer' },
      series: shown.map(([name, points]) => ({
        name: breakdown === null ? 'Entered' : name,
        points: points.map(({ index, date, entered, enteredComplete }) => ({
          x: date,
          y: entered,
          figure: { row: index, column: 'entered' },
          ...markOf({ complete: enteredComplete }),
        })),
      })),
    },
  ]
}
