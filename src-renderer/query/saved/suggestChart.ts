import type { ResultTable } from '../contract/result'
import { axisColumn, nameOfCell } from './chartCells'
import type { QueryChart } from './queryChart'

type Kind = 'number' | 'date' | 'name' | 'other'

/** More lines or cells than these say nothing. */
const MOST_LINES = 12
const MOST_CELLS = 60
const MOST_FIGURES = 6
/** More rows are a list, no figures to draw. */
const MOST_ROWS = 100_000
/** A histogram of fewer values says nothing. */
const LEAST_VALUES = 12

function kindOf(type: string): Kind {
  if (type === 'integer' || type === 'double' || type === 'decimal') return 'number'
  if (type === 'date' || type === 'timestamp') return 'date'
  return type === 'string' || type === 'boolean' ? 'name' : 'other'
}

/** Keys and places of rows are numbers that nobody draws. */
const isKey = (name: string): boolean => /^_|(^|_)(id|key)$/i.test(name)

const LONGITUDE = /(^|_)(lon|lng|long|longitude)$/i
const LATITUDE = /(^|_)(lat|latitude)$/i

/** Places on a map: as large as the first other number, called by the first name that tells them apart. */
function suggestMap(table: ResultTable, numbers: readonly string[], names: readonly string[]): QueryChart | null {
  const longitude = numbers.find((name) => LONGITUDE.test(name))
  const latitude = numbers.find((name) => LATITUDE.test(name))
  if (longitude === undefined || latitude === undefined || table.rowCount === 1) return null
  const size = numbers.find((name) => name !== longitude && name !== latitude)
  const name = names.find((one) => isUnique(table, [one]))
  return {
    mark: 'map',
    x: longitude,
    y: size === undefined ? [latitude] : [latitude, size],
    ...(name === undefined ? {} : { by: name }),
  }
}

/** Whether no two rows have the same values in some columns. */
function isUnique(table: ResultTable, names: readonly string[]): boolean {
  const seen = new Set<string>()
  const columns = names.map((name) => table.column(name))
  for (let row = 0; row < table.rowCount; row++)
    seen.add(JSON.stringify(columns.map((values) => nameOfCell(values[row]))))
  return seen.size === table.rowCount
}

/**
 * The chart that an answer's columns suggest: figures for one row, a line over dates (one for each name), lying bars
 * over names, a heatmap over two of them, a map of longitudes and latitudes, a line or points over numbers, a histogram of one; null where none is sensible.
 */
export function suggestChart(table: ResultTable): QueryChart | null {
  const named = (kind: Kind): readonly string[] =>
    table.columns
      .filter(({ name, type }) => kindOf(type) === kind && !(kind === 'number' && isKey(name)))
      .map(({ name }) => name)
  const [numbers, dates, names] = [named('number'), named('date'), named('name')]
  const [number, second] = numbers
  const [date] = dates
  const [name, other] = names
  if (number === undefined || table.rowCount === 0 || table.rowCount > MOST_ROWS) return null
  const map = suggestMap(table, numbers, names)
  if (map !== null) return map
  if (table.rowCount === 1) {
    const isFew = numbers.length <= MOST_FIGURES
    return isFew && date === undefined && name === undefined ? { mark: 'number', x: number, y: numbers.slice(1) } : null
  }
  const different = (column: string): number => new Set(table.column(column).map(nameOfCell)).size
  if (date !== undefined) {
    if (isUnique(table, [date])) return { mark: 'line', x: date, y: numbers.slice(0, MOST_FIGURES) }
    if (name !== undefined && isUnique(table, [date, name]) && different(name) <= MOST_LINES)
      return { mark: 'line', x: date, y: [number], by: name }
    return null
  }
  if (name !== undefined) {
    if (isUnique(table, [name])) return { mark: 'horizontal', x: name, y: [number] }
    if (
      other !== undefined &&
      isUnique(table, [name, other]) &&
      Math.max(different(name), different(other)) <= MOST_CELLS
    )
      return { mark: 'heatmap', x: other, y: [number], by: name }
    // Numbers in whole steps stand along x as names do: hours, weekdays.
    if (second !== undefined && isUnique(table, [name, number]) && different(name) <= MOST_LINES)
      return { mark: 'line', x: number, y: [second], by: name }
    return null
  }
  if (second !== undefined) {
    const { places } = axisColumn(table, number)
    const isRising = places.every((place, row) => row === 0 || Number(place) > Number(places[row - 1]))
    return isRising
      ? { mark: 'line', x: number, y: numbers.slice(1, 1 + MOST_FIGURES) }
      : { mark: 'scatter', x: number, y: [second] }
  }
  return table.rowCount >= LEAST_VALUES ? { mark: 'histogram', x: number, y: [] } : null
}
