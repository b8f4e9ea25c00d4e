import { elementAt } from '../base/required'

/** Seasons that a season's shape is taken from, at least. */
const LEAST_SEASONS = 3

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length

/** The mean of the season around a place (of an even number, both ends count half); null where one is not known. */
function meanAround(values: readonly (number | null)[], at: number, length: number): number | null {
  const reach = Math.floor(length / 2)
  let sum = 0
  for (let other = at - reach; other <= at + reach; other += 1) {
    const value = values[other] ?? null
    if (value === null) return null
    sum += length % 2 === 0 && Math.abs(other - at) === reach ? value / 2 : value
  }
  return sum / length
}

/**
 * How far each place of a season lies from the mean of the season around it, on average; moved so that they add up to 0
 * (classical decomposition by a moving mean). 0 everywhere where the numbers do not go through three seasons, or a place
 * has no number. A null is a number that is not known.
 */
export function seasonShape(values: readonly (number | null)[], length: number): readonly number[] {
  const none = Array<number>(length).fill(0)
  if (length < 2 || values.length < LEAST_SEASONS * length) return none
  const away = values.map((value, at) => {
    const around = value === null ? null : meanAround(values, at, length)
    return value === null || around === null ? null : value - around
  })
  const places = none.map((_, place) => away.filter((one, at) => at % length === place && one !== null) as number[])
  if (places.some((numbers) => numbers.length === 0)) return none
  const shape = places.map(mean)
  const middle = mean(shape)
  return shape.map((one) => one - middle)
}

/** The numbers without the shape of their season. */
export function withoutSeason(values: readonly (number | null)[], length: number): readonly (number | null)[] {
  const shape = seasonShape(values, length)
  return values.map((value, at) => (value === null ? null : value - elementAt(shape, at % length)))
}
