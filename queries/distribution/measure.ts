import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { refuse } from '../../src-renderer/query/sql/refuse'
import { readEntityQuestion, type EntityQuestion } from './entityValues'

/** One measure of each user, and the event that is counted where none is chosen. */
export const MEASURE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'measure',
    type: 'measures',
    label: 'Measure of each user',
    default: null,
    max: 1,
    emptyMeans: 'Number of events',
    help: 'What is computed of the events of each user; empty for how many they are.',
  },
  {
    name: 'event',
    type: 'event',
    label: 'Event',
    default: null,
    help: 'The events that are counted where no measure is chosen; empty for any. A measure has its own.',
  },
]

/** Reads MEASURE_PARAMETERS. Throws `bad-parameter` and `not-found`. */
export function readMeasureOfEach(values: ParameterValues, catalog: Catalog, source: string | null): EntityQuestion {
  const measure = values['measure'] ?? null
  const event = values['event'] ?? null
  if (measure !== null && event !== null && event !== '')
    refuse('event', event, 'a measure says itself which events count; leave one of the two empty')
  const list = measure ?? [{ name: 'A', event, measure: 'count' }]
  return readEntityQuestion(values, { list, parameter: 'measure', count: 1 }, catalog, source)
}
