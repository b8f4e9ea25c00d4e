import { formatCount } from '../../chart/format'
import { elementAt, required } from '../../base/required'
import { DAY_MS, isoToMs } from '../../model/isoDate'
import type { BarChart } from '../../chart/marks/bar'
import type { ResultTable } from '../../query/contract/result'

/** Rows by local date as bars, days without rows included so that gaps can be seen. */
export function rowsByDateChart(table: ResultTable, name: string): BarChart {
  const rows = new Map<string, number>()
  for (let at = 0; at < table.rowCount; at++) {
    const date = table.value(at, 'date')
    if (date !== null) rows.set(String(date), Number(table.value(at, 'rows')))
  }
  const dates = [...rows.keys()].sort()
  const points =
    dates.length === 0
      ? []
      : datesFrom(elementAt(dates, 0), required(dates.at(-1))).map((date) => ({ x: date, y: rows.get(date) ?? 0 }))
  const total = [...rows.values()].reduce((sum, count) => sum + count, 0)
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title: `Rows of ${name} by day`,
    summary:
      dates.length === 0
        ? 'No row has a time.'
        : `${formatCount(total)} rows on ${formatCount(dates.length)} of ` +
          `${formatCount(points.length)} days from ${elementAt(dates, 0)} to ${required(dates.at(-1))}.`,
    x: { label: 'Date', type: 'date' },
    y: { label: 'Rows', format: 'integer' },
    series: [{ name: 'Rows', points }],
  }
}

function datesFrom(first: string, last: string): readonly string[] {
  const days: string[] = []
  for (let at = isoToMs(first); at <= isoToMs(last); at += DAY_MS) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
