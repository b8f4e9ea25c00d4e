import { partsResult, type PartRows } from '../../../src-renderer/query/analysis/partsResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { required } from '../../../src-renderer/base/required'
import { partsOf } from '../../../src-renderer/query/sql/addedUp'
import { GroupPlaces } from '../../events/groupPlaces'
import { placesOf, type LinePlaces } from './linePlaces'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** A column of cells: goes over the events of each, and says what it holds. */
interface CellColumn {
  readonly name: string
  readonly isWhole: boolean
  readonly values: number[]
  /** Counts an event of `owner` in a cell; NaN where nothing was added. */
  add(cell: number, row: number, owner: number): void
}

const byKind: Readonly<Record<string, (known: number, value: number) => number>> = {
  sum: (known, value) => known + value,
  min: Math.min,
  max: Math.max,
}

function counted(name: string, flags: Uint8Array): CellColumn {
  const values: number[] = []
  return {
    name,
    isWhole: true,
    values,
    add(cell, row) {
      values[cell]! += flags[row]!
    },
  }
}

function aggregated(name: string, amounts: Float64Array, more: (known: number, value: number) => number): CellColumn {
  const values: number[] = []
  return {
    name,
    isWhole: false,
    values,
    add(cell, row) {
      const value = amounts[row]!
      if (!Number.isNaN(value)) values[cell] = Number.isNaN(values[cell]!) ? value : more(values[cell]!, value)
    },
  }
}

/** Different users: those of a cell come one after the other. */
function different(name: string, flags: Uint8Array): CellColumn {
  const values: number[] = []
  const latest: number[] = []
  return {
    name,
    isWhole: true,
    values,
    add(cell, row, owner) {
      if (flags[row] === 0 || owner === 0 || latest[cell] === owner) return
      latest[cell] = owner
      values[cell]! += 1
    },
  }
}

/** The columns that the statement sums, by what the request calls them. */
function cellColumns({ columns, timeline }: KernelRun): readonly CellColumn[] {
  return [...columns].flatMap((name): readonly CellColumn[] => {
    const [, kind = '', cell = ''] = /^(\w+?)_of_(\w+)$/.exec(name) ?? []
    if (kind === 'count') return [counted(cell, timeline.flag(name))]
    if (kind !== '') return [aggregated(cell, timeline.number(name), required(byKind[kind]))]
    return name.startsWith('users_') ? [different(name, timeline.flag(name))] : []
  })
}

/** Numbers cells of bucket and place as they come up, with every column's beginning. */
function cellNumbers(
  columns: readonly CellColumn[],
  buckets: Float64Array,
  { count }: LinePlaces,
): { readonly of: (row: number, place: number) => number; readonly rows: () => PartRows['rows'] } {
  const [first, last] = buckets.reduce(
    ([low, high], one) => [Math.min(low, one), Math.max(high, one)],
    [Infinity, -Infinity],
  )
  const numbers = new GroupPlaces(Math.max(0, (last - first + 1) * count))
  let known = 0
  return {
    of(row, place) {
      const cell = numbers.placeOf((buckets[row]! - first) * count + place)
      if (cell === known) {
        known += 1
        for (const { isWhole, values } of columns) values.push(isWhole ? 0 : Number.NaN)
      }
      return cell
    },
    rows: () =>
      Array.from(numbers.keys(), ([key, cell]) => {
        const row: Record<string, ResultValue> = { bucket: first + Math.floor(key / count), place: (key % count) + 1 }
        for (const { name, values } of columns) row[name] = Number.isNaN(values[cell]!) ? null : values[cell]!
        return row
      }),
  }
}

/** What measures need of each bucket and line, and the lines. */
export async function countSeries(run: KernelRun): Promise<ResultTable> {
  const { timeline, pace } = run
  const rest = required(run.rest)
  const { users, starts, keys } = timeline
  const lines = await placesOf(run)
  const columns = cellColumns(run)
  const cells = cellNumbers(columns, timeline.number('bucket'), lines)
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await pace()
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      const cell = cells.of(row, lines.place(user, row))
      for (const column of columns) column.add(cell, row, keys[user]!)
    }
  }
  const whole = columns.map(({ name, isWhole }) => [name, isWhole ? 'integer' : 'double'] as const)
  const counts: PartRows = {
    types: { bucket: 'integer', place: 'integer', ...Object.fromEntries(whole) },
    rows: cells.rows(),
  }
  const isCells = (name: string): boolean => name !== 'group_places'
  if (!partsOf(rest).some(({ cte }) => isCells(cte.name))) throw new TypeError('There is nothing to count.')
  return partsResult(rest, (name) => (isCells(name) ? counts : lines.rows))
}
