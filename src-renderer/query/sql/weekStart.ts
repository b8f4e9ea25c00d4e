import { elementAt } from '../../base/required'
import type { Catalog } from '../contract/catalog'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'

/** The days of the week by name, in the order of Catalog.weekStart: Monday is 1. */
export const WEEK_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** The parameter that every analysis of events has. */
export const WEEK_START: ParameterSpec = {
  name: 'week_start',
  type: 'choice',
  label: 'Weeks begin on',
  default: null,
  more: true,
  help: "The first day of a week; empty for the workspace's.",
  options: WEEK_DAYS.map((day) => ({ value: day, label: `${elementAt(day, 0).toUpperCase()}${day.slice(1)}` })),
}

/** The number of a day of the week by its name, Monday 1 to Sunday 7; null for no such name. */
export function weekDayNumber(name: unknown): number | null {
  const index = WEEK_DAYS.findIndex((day) => day === name)
  return index < 0 ? null : index + 1
}

/** Whether an analysis cuts time into weeks, so that the day they begin on can matter. */
export function countsWeeks(parameters: readonly ParameterSpec[]): boolean {
  return parameters.some(
    ({ name, options }) =>
      (name === 'unit' || name === 'interval') && options?.some((option) => option.value === 'week') === true,
  )
}

/** The catalog with the first day of the week that the values ask for. */
export function withWeekStart(values: ParameterValues, catalog: Catalog): Catalog {
  const weekStart = weekDayNumber(values[WEEK_START.name])
  return weekStart === null ? catalog : { ...catalog, weekStart }
}
