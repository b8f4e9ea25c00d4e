import type { Analysis, Figure } from '../../query/contract/analysis'
import type { ResultValue } from '../../query/contract/result'
import { usageError } from './usageError'

/** A row as --format json prints it, as results hold it: times are microseconds there. Throws `usage`. */
export function readCell(text: string | null, { columns }: Analysis): Figure['row'] {
  if (text === null) throw usageError('--cell', 'Give the figure\'s row as JSON: --cell \'{"date":"2024-01-31"}\'.')
  let row: unknown
  try {
    row = JSON.parse(text)
  } catch {
    throw usageError('--cell', `--cell is the row of a figure as JSON, which ${text} is not.`)
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    throw usageError('--cell', `--cell is the row of a figure as a JSON object, not ${text}.`)
  return Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]): [string, ResultValue] => {
      const isTime = columns.some((one) => one.name === name && one.format === 'datetime')
      if (isTime && typeof value === 'string' && !Number.isNaN(Date.parse(value)))
        return [name, Date.parse(value) * 1000]
      if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return [name, value as ResultValue]
      return [name, JSON.stringify(value)]
    }),
  )
}
