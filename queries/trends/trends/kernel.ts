import { required } from '../../../src-renderer/base/required'
import { partsResult, type PartRows } from '../../../src-renderer/query/analysis/partsResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { partsOf } from '../../../src-renderer/query/sql/addedUp'
import { cellColumns, type CellColumn } from './cellColumns'
import { CellNumbers, type Cell } from './cellNumbers'
import { CHUNK, placesOf } from './linePlaces'
import { windowQuantiles } from './windowQuantiles'

const cellRows = (cells: readonly Cell[], columns: readonly CellColumn[]): PartRows['rows'] =>
  cells.map(({ bucket, place, cell }) => ({
    bucket,
    place: place + 1,
    ...Object.fromEntries(columns.map((column) => [column.name, column.value(cell)])),
  }))

/** What measures need of each bucket and line, the lines, and percentiles over windows: parts of the statement. */
export async function countSeries(run: KernelRun): Promise<ResultTable> {
  const { timeline, pace, columns } = run
  const rest = required(run.rest)
  const { users, starts, keys } = timeline
  const lines = await placesOf(run)
  const { all, lists } = cellColumns(run)
  const numbers = new CellNumbers(timeline.number('bucket'), lines.count)
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const owner = keys[user]!
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      const cell = numbers.at(row, lines.place(row))
      for (const column of all) column.add(cell, row, owner)
    }
  }
  const cells = numbers.all()
  const parts = new Map<string, PartRows>()
  for (const { cte, adds } of partsOf(rest)) {
    const windowed = lists.get(cte.name)
    const own = all.filter(({ name }) => adds.sums.includes(name))
    if (cte.name === 'group_places') parts.set(cte.name, lines.rows)
    else if (windowed !== undefined) {
      const rows = await windowQuantiles(cells, windowed, Number(run.values['rolling']), pace)
      parts.set(cte.name, { types: { value: 'double' }, rows })
    } else {
      const types = Object.fromEntries(
        own.map(
          ({ name }) => [name, columns.has(`count_of_${name}`) || columns.has(name) ? 'integer' : 'double'] as const,
        ),
      )
      parts.set(cte.name, { types, rows: cellRows(cells, own) })
    }
  }
  return partsResult(rest, (name) => required(parts.get(name)))
}
