import { columnOfKind, type MeasureKind } from '../../src-renderer/model/measure'
import type { NumberSearch } from '../../src-renderer/query/contract/numberSearch'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'

/** What is made of events alone, and of the values of a column. */
const OF_EVENTS: readonly MeasureKind[] = ['count', 'users', 'per-user']
const OF_VALUES: readonly MeasureKind[] = ['sum', 'avg', 'median', 'distinct', 'per-user']

/** The one measure that is asked for, counted otherwise; of the model's, and of several, none. */
function otherKinds(measures: ParameterValue | undefined): readonly ParameterValue[] {
  const [one, more] = Array.isArray(measures) ? (measures as readonly unknown[]) : []
  if (more !== undefined || typeof one !== 'object' || one === null || !('measure' in one)) return []
  const column = 'column' in one && typeof one.column === 'string' ? one.column : null
  const kinds = column === null ? OF_EVENTS : OF_VALUES
  return kinds
    .filter((kind) => column !== null || columnOfKind(kind) !== 'needed')
    .map((measure) => [{ ...one, measure }])
}

/** How a point of a series is looked for. */
export const TRENDS_SEARCH: NumberSearch = {
  keys: ['date', 'ts', 'series'],
  axes: [
    { parameter: 'measures', values: ({ measures }) => otherKinds(measures) },
    { parameter: 'per_user_of' },
    {
      parameter: 'breakdown_users',
      values: ({ breakdown }) => (Array.isArray(breakdown) && breakdown.length > 0 ? ['each-value', 'one'] : []),
    },
    { parameter: 'rolling', values: [null, 7, 28, 30] },
    { parameter: 'cumulative' },
  ],
}
