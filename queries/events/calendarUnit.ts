import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'

/** Calendar units. They are numbered from a day long ago, so that neighbours differ by 1, months and weeks too. */
export type Unit = 'day' | 'week' | 'month'
/** Those of analyses that also know longer ones. */
export type CalendarUnit = Unit | 'quarter' | 'year'

export const UNIT_OPTIONS = [
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
] as const

export const UNIT: ParameterSpec = {
  name: 'unit',
  type: 'choice',
  label: 'Unit',
  default: 'day',
  help: "What is counted by: days, weeks (from the workspace's first day of the week) or calendar months.",
  options: UNIT_OPTIONS,
}

/** A Monday, and before any date in a log: integer division then rounds down everywhere. */
const ORIGIN = "DATE '0001-01-01'"

export function readUnit(values: ParameterValues): Unit {
  const unit = values['unit']
  return unit === 'week' || unit === 'month' ? unit : 'day'
}

/** The number (INTEGER) of the unit that a DATE expression falls in. */
export function unitNumberSql(date: string, unit: CalendarUnit, catalog: Catalog): string {
  switch (unit) {
    case 'day':
      return `(${date} - ${ORIGIN})::INTEGER`
    case 'week':
      return `((${date} - ${ORIGIN})::INTEGER + ${8 - catalog.weekStart}) // 7`
    case 'month':
      return `(year(${date}) * 12 + month(${date}) - 1)::INTEGER`
    case 'quarter':
      return `(year(${date}) * 4 + quarter(${date}) - 1)::INTEGER`
    case 'year':
      return `year(${date})::INTEGER`
  }
}

/** The first DATE of the unit of that number. */
export function unitStartSql(number: string, unit: CalendarUnit, catalog: Catalog): string {
  switch (unit) {
    case 'day':
      return `(${ORIGIN} + (${number})::INTEGER)`
    case 'week':
      return `(${ORIGIN} + ((${number}) * 7 - ${8 - catalog.weekStart})::INTEGER)`
    case 'month':
      return `make_date((${number}) // 12, (${number}) % 12 + 1, 1)`
    case 'quarter':
      return `make_date((${number}) // 4, (${number}) % 4 * 3 + 1, 1)`
    case 'year':
      return `make_date(${number}, 1, 1)`
  }
}
