import { isoToDay, offsetChanges } from '../../../src-renderer/model/zone'
import type { ScannedBatch, ScannedRows } from '../../../src-renderer/sequence/scannedRows'
import { unitNumbers } from '../../events/unitNumber'
import { longestBatch } from '../../events/storedTerms'
import type { SeriesScan } from '../seriesScan'

/** So many neighbouring rows are mostly of one bucket. */
const TOGETHER = 256

/** The buckets of a batch's rows, from 0; -1 for a row of another date. */
type BatchBuckets = { readonly only: number } | { readonly each: Int32Array }

/** The buckets of all rows. */
export interface ScanBuckets {
  /** The number of bucket 0. */
  readonly first: number
  readonly count: number
  /** Valid until the next call. */
  of(batch: ScannedBatch): BatchBuckets
}

/** A stretch of time (microseconds, half open) in which the local clock keeps its distance from UTC. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly units: ReturnType<typeof unitNumbers>
}

function stretchesOf({ unit, zone, weekStart }: SeriesScan, least: number, most: number): readonly Stretch[] {
  const changes = offsetChanges(zone, Math.floor(least / 1000), Math.ceil(most / 1000))
  return changes.map(({ atMs, offsetMs }, at) => ({
    from: at === 0 ? -Infinity : atMs * 1000,
    to: (changes[at + 1]?.atMs ?? Infinity) * 1000,
    units: unitNumbers(unit, weekStart, offsetMs * 1000),
  }))
}

/** The buckets of rows' column `time`; null where there are no rows. */
export function scanBuckets(asked: SeriesScan, rows: ScannedRows): ScanBuckets | null {
  const { batches } = rows
  const times = batches.map((batch) => batch.column('time'))
  const least = times.reduce((edge, one) => Math.min(edge, one.least), Infinity)
  const most = times.reduce((edge, one) => Math.max(edge, one.most), -Infinity)
  if (least > most) return null
  const stretches = stretchesOf(asked, least, most)
  const ends = stretches.flatMap(({ from, to, units }) => [
    units.number(Math.max(from, least)),
    units.number(Math.min(to - 1, most)),
  ])
  const first = Math.min(...ends)
  const [fromDay, toDay] = [asked.from, asked.to].map((date) => (date === null ? null : isoToDay(date)))
  const room = new Int32Array(longestBatch(rows))

  const bucketOf = ({ units }: Stretch, micros: number): number => {
    const day = units.day(micros)
    return (fromDay != null && day < fromDay) || (toDay != null && day > toDay) ? -1 : units.number(micros) - first
  }
  /** The bucket of all times between two; null where they are not of one that is asked for. */
  const onlyBucket = (from: number, to: number): number | null => {
    const stretch = stretches.find((one) => from >= one.from && to < one.to)
    // The clock runs on within a stretch: between two times of a bucket lies no other one.
    const bucket = stretch === undefined ? -1 : bucketOf(stretch, from)
    return stretch !== undefined && bucket >= 0 && bucketOf(stretch, to) === bucket ? bucket : null
  }
  const fill = (values: Float64Array): Int32Array => {
    let at = 0
    for (let begin = 0; begin < values.length; begin += TOGETHER) {
      const end = Math.min(begin + TOGETHER, values.length)
      let [from, to] = [Infinity, -Infinity]
      for (let row = begin; row < end; row += 1) {
        const micros = values[row]!
        if (micros < from) from = micros
        if (micros > to) to = micros
      }
      const only = onlyBucket(from, to)
      if (only !== null) room.fill(only, begin, end)
      else
        for (let row = begin; row < end; row += 1) {
          const micros = values[row]!
          while (micros < stretches[at]!.from) at -= 1
          while (micros >= stretches[at]!.to) at += 1
          room[row] = bucketOf(stretches[at]!, micros)
        }
    }
    return room
  }
  return {
    first,
    count: Math.max(...ends) - first + 1,
    of(batch) {
      const { values, least: from, most: to } = batch.column('time')
      const only = onlyBucket(from, to)
      if (only !== null) return { only }
      return { each: fill(values as Float64Array) }
    },
  }
}
