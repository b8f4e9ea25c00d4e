import type { AttributionModel } from './models'
import type { Decay } from './parameters'
import { lowered } from './sumCredits'

const DAY_MICROS = 86_400e6

/** The touches before one conversion, in order. */
export interface Journey {
  readonly channels: readonly string[]
  /** In microseconds, as convertedAt. */
  readonly touchedAt: readonly number[]
  readonly convertedAt: number
}

const brought = (weights: readonly number[]): readonly number[] => {
  const sum = weights.reduce((all, one) => all + one, 0)
  return weights.map((one) => one / sum)
}

function decayed({ touchedAt, convertedAt }: Journey, decay: Decay): readonly number[] {
  const newest = touchedAt.at(-1) ?? convertedAt
  return brought(
    touchedAt.map((at) =>
      decay === 'inverse-root'
        ? 1 / Math.sqrt((convertedAt - at) / DAY_MICROS + 1)
        : 2 ** ((at - newest) / decay.halfLifeMicros),
    ),
  )
}

function byEnds(size: number, { first, last }: { readonly first: number; readonly last: number }): readonly number[] {
  if (size === 1) return [1]
  if (size === 2) return [first / (first + last), last / (first + last)]
  const middle = (100 - first - last) / 100 / (size - 2)
  return Array.from({ length: size }, (_, nth) => (nth === 0 ? first / 100 : nth === size - 1 ? last / 100 : middle))
}

function byPlaces(
  size: number,
  { shares, sums, fromFirst }: NonNullable<AttributionModel['places']>,
): readonly number[] {
  const sum = sums[Math.min(size, shares.length) - 1] ?? 0
  return Array.from({ length: size }, (_, nth) =>
    sum > 0 ? (shares[fromFirst ? nth : size - 1 - nth] ?? 0) / sum : 1 / size,
  )
}

/**
 * What a model credits each touch of a journey that has some; the models' shares of single conversions, a touch at a time.
 * `direct` is the channel that last-non-direct passes over.
 */
export function journeyCredits(
  model: AttributionModel,
  { decay, direct }: { readonly decay: Decay; readonly direct: string },
): (journey: Journey) => readonly number[] {
  const only = (size: number, chosen: number): readonly number[] =>
    Array.from({ length: size }, (_, nth) => (nth === chosen ? 1 : 0))
  const firsts = ({ channels }: Journey): readonly boolean[] =>
    channels.map((channel, nth) => channels.indexOf(channel) === nth)
  return (journey) => {
    const size = journey.channels.length
    if (model.places !== undefined) return byPlaces(size, model.places)
    if (model.ends !== undefined) return byEnds(size, model.ends)
    switch (model.name) {
      case 'first':
        return only(size, 0)
      case 'last':
        return only(size, size - 1)
      case 'last-non-direct': {
        const other = journey.channels.findLastIndex((channel) => lowered(channel) !== lowered(direct))
        return only(size, other < 0 ? size - 1 : other)
      }
      case 'linear':
        return journey.channels.map(() => 1 / size)
      case 'time-decay':
        return decayed(journey, decay)
      case 'participation':
        return firsts(journey).map(Number)
      case 'shapley': {
        const distinct = new Set(journey.channels).size
        return firsts(journey).map((isFirst) => (isFirst ? 1 / distinct : 0))
      }
      default:
        throw new RangeError(`The model ${model.name} credits no single conversion.`)
    }
  }
}
