import { placeOf } from '../../chart/format'
import type { SeriesPoint, ValueFormat } from '../../chart/spec'
import { lastComplete } from '../../../queries/events/completeness'
import type { MeasureLimits, ModelMeasure } from '../../model/dataModel'
import { LatheError } from '../../model/error'
import type { Analysis } from '../../query/contract/analysis'
import type { NumberTile } from '../../query/contract/dashboard'
import type { ResultTable, ResultValue } from '../../query/contract/result'
import { formatOf as formatOfValues } from '../../query/saved/chartCells'
import { nearest } from '../../query/sql/nearest'

/** A number with what it is held against. */
export interface NumberAnswer {
  /** Null where there is none: a dash. */
  readonly value: number | null
  readonly format: ValueFormat
  readonly unit: string
  /** What it is of: "2024-03-09", "place 1"; '' where that is plain. */
  readonly of: string
  /** The same figure before: of the bucket before, or of the period before; null where there is none. */
  readonly before: { readonly value: number | null; readonly label: string } | null
  /** How it ran, where rows are over dates. */
  readonly spark: readonly Pick<SeriesPoint, 'y' | 'incomplete'>[]
  readonly good: 'up' | 'down' | null
  readonly target: number | null
  readonly limits: MeasureLimits | null
  /** Beyond its limits is bad; at its target is good, and short of it a warning; plain where nothing is said. */
  readonly tone: 'good' | 'warn' | 'bad' | 'plain'
}

/** What a number is, before it is held against anything. */
type Figure = Pick<NumberAnswer, 'value' | 'format' | 'of' | 'before' | 'spark'>

function toNumber(value: ResultValue): number | null {
  if (value === null || typeof value === 'boolean') return null
  const read = Number(value)
  return Number.isFinite(read) ? read : null
}

function formatOf(analysis: Analysis, column: string, values: readonly (number | null)[]): ValueFormat {
  const said = analysis.columns.find((one) => one.name === column)?.format
  if (said === 'percent' || said === 'share' || said === 'ratio' || said === 'seconds' || said === 'money') return said
  return said === 'integer' ? said : formatOfValues(values, [column])
}

function beginText(value: ResultValue): string {
  return typeof value === 'number' ? new Date(value / 1000).toISOString().slice(0, 16).replace('T', ' ') : String(value)
}

/** What a row is of, by its names or by its first column ("place 1"); the only row of figures needs none. */
function rowText(table: ResultTable, row: number, column: string): string {
  const names = table.columns.filter(({ type }) => type === 'string').map(({ name }) => String(table.value(row, name)))
  if (names.length > 0) return names.join(', ')
  if (table.rowCount === 1) return ''
  const first = table.columns.find(({ name }) => name !== column)
  return first === undefined
    ? `row ${row + 1} of ${table.rowCount}`
    : placeOf(first.name.replaceAll('_', ' '), String(table.value(row, first.name)))
}

/** The column that says when a row's bucket begins; null where rows are not over dates. */
function timeColumn(table: ResultTable): string | null {
  return table.columns.find(({ type }) => type === 'date' || type === 'timestamp')?.name ?? null
}

/**
 * The figure in a column of a result: of its first row, its last one (of rows over dates: the last complete one), or
 * one by its number. Over dates it is held against the row before. Throws `not-found` for a column that is not there or
 * holds no numbers.
 */
export function figureOf(
  table: ResultTable,
  analysis: Analysis,
  column: string,
  row: 'first' | 'last' | number,
): Figure {
  const names = table.columns.map((one) => one.name)
  if (!names.includes(column)) {
    const near = nearest(column, names)
    throw new LatheError(
      'not-found',
      `The rows have no column "${column}"; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${names.join(', ')}.`}`,
      { what: 'column', name: column, candidates: near },
    )
  }
  const all = table.column(column)
  const numbers = all.map(toNumber)
  if (all.some((value) => value !== null) && numbers.every((value) => value === null))
    throw new LatheError('not-found', `The column "${column}" holds no numbers; name another one.`, {
      what: 'column',
      name: column,
    })
  const time = timeColumn(table)
  const flags = names.includes('complete') ? table.column('complete') : null
  const spark =
    time === null ? [] : numbers.map((y, index) => ({ y, ...(flags?.[index] === false ? { incomplete: true } : {}) }))
  const format = formatOf(analysis, column, numbers)
  const index =
    row === 'first'
      ? 0
      : row === 'last'
        ? (lastComplete(numbers.map((_, at) => ({ complete: flags?.[at] ?? null })))?.index ?? -1)
        : row - 1
  const textAt = (at: number): string => (time === null ? rowText(table, at, column) : beginText(table.value(at, time)))
  if (index < 0 || index >= table.rowCount) return { value: null, format, of: 'no such row', before: null, spark }
  const isIncomplete = flags?.[index] === false
  return {
    value: numbers[index] ?? null,
    format,
    of: `${textAt(index)}${isIncomplete ? ', not complete' : ''}`,
    before: time === null || index === 0 ? null : { value: numbers[index - 1] ?? null, label: textAt(index - 1) },
    spark,
  }
}

function toneOf(value: number | null, good: 'up' | 'down' | null, target: number | null, limits: MeasureLimits | null) {
  if (value === null) return 'plain'
  if (limits !== null && ((limits.low !== null && value < limits.low) || (limits.high !== null && value > limits.high)))
    return 'bad'
  if (target !== null) return (good === 'down' ? value <= target : value >= target) ? 'good' : 'warn'
  return limits === null ? 'plain' : 'good'
}

/** A figure held against what its tile says, or what the model says of its measure. */
export function numberOf(figure: Figure, tile: NumberTile, measure: ModelMeasure | null): NumberAnswer {
  const good = tile.good ?? measure?.good ?? null
  const target = tile.target ?? measure?.target ?? null
  const limits = tile.limits ?? measure?.limits ?? null
  // A measure in percent reads and changes as percentages do.
  const isPercent = measure?.unit === '%'
  return {
    ...figure,
    ...(isPercent ? { format: 'percent' } : {}),
    unit: isPercent ? '' : (measure?.unit ?? ''),
    good,
    target,
    limits,
    tone: toneOf(figure.value, good, target, limits),
  }
}
