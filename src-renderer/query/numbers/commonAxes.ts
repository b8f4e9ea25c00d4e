import type { Axis } from '../contract/numberSearch'
import type { ParameterValues } from '../contract/parameter'
import { PEOPLE } from '../sql/people'
import { WEEK_DAYS, WEEK_START } from '../sql/weekStart'

/** Where projects of other tools are often kept: UTC, and the Pacific and Eastern time of their makers. */
const ZONES = ['UTC', 'America/Los_Angeles', 'America/New_York', 'Europe/London'] as const

function countsInWeeks(values: ParameterValues): boolean {
  return values['unit'] === 'week' || values['interval'] === 'week'
}

/** In what tools differ whatever is asked: who is left out, where a day and a week begin, who is one user. */
export const COMMON_AXES: readonly Axis[] = [
  { parameter: 'include_test', values: (_values, { hasTestUsers }) => (hasTestUsers ? [true, false] : []) },
  {
    parameter: 'timezone',
    // Null is the workspace's.
    values: (_values, { timezone }) => [null, ...ZONES.filter((zone) => zone !== timezone)],
  },
  {
    parameter: WEEK_START.name,
    values: (values, { weekStart }) =>
      countsInWeeks(values) ? [null, ...(['monday', 'sunday', 'saturday'] as const).filter(isOther(weekStart))] : [],
  },
  {
    parameter: PEOPLE.name,
    values: (_values, { model }) => (model !== undefined && model.people !== null ? [null, 'accounts'] : []),
  },
]

function isOther(weekStart: number): (day: (typeof WEEK_DAYS)[number]) => boolean {
  return (day) => WEEK_DAYS.indexOf(day) !== weekStart - 1
}
