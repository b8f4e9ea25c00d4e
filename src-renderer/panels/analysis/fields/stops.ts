import { readDuration } from '../../../query/sql/duration'
import type { ParameterSpec, ParameterValue } from '../../../query/contract/parameter'

/** How large a value is among the stops of its slider: microseconds or a number; null for one that is none. */
function sizeOf(type: ParameterSpec['type'], value: ParameterValue): number | null {
  if (typeof value === 'number') return value
  if (type !== 'duration') return typeof value === 'string' && value !== '' ? Number(value) : null
  try {
    return typeof value === 'string' ? (readDuration(value) ?? Infinity) : null
  } catch {
    // Somebody is typing.
    return null
  }
}

/** The stop that a value is nearest to, by proportion; the empty one of no value; null where the value is no size. */
export function nearestStop({ type, stops = [] }: ParameterSpec, value: ParameterValue): number | null {
  if (value === null) return stops.includes(null) ? stops.indexOf(null) : null
  const size = sizeOf(type, value)
  if (size === null || !(size > 0)) return null
  const distances = stops.map((stop) => {
    const own = sizeOf(type, stop) ?? 0
    return own === size ? 0 : Math.abs(Math.log(own / size))
  })
  return distances.indexOf(Math.min(...distances))
}
