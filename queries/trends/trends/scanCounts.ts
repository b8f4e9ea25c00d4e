import { required } from '../../../src-renderer/base/required'
import type { ScanRun } from '../../../src-renderer/query/contract/analysis'
import { longestBatch } from '../../events/storedTerms'
import type { ScanFigure, SeriesScan } from '../seriesScan'
import { rankedLines, type RankedLines } from './linePlaces'
import type { ScanBuckets } from './scanBuckets'
import { mergedFigure, scannedFigure } from './scanFigures'
import type { CellValues, ScannedFigure, UsersTold } from './scannedFigure'
import { scanFlags } from './scanFlags'
import type { Combinations } from './scanLines'

/** Cells, at most. */
const MOST_CELLS = 1 << 22
/** So many bits are counted sooner than users are compared with who came last: 16 MB. */
const FEW_BITS = 1 << 27
/** Cells of combinations that are merged to those of lines, at most. */
const MOST_MERGED = 1 << 18
/** Figures of which those of several combinations are one's. */
const MERGED: readonly ScanFigure['of'][] = ['count', 'min', 'max']
const ROWS: ScanFigure = { name: '', of: 'count', amount: null, is: null, ofUsers: false }

/** Users' numbers are below this. */
function usersOf({ rows: { batches } }: ScanRun, figures: readonly ScanFigure[]): number {
  if (!figures.some(({ of }) => of === 'users')) return 0
  return batches.reduce((most, batch) => Math.max(most, batch.column('user').most), -1) + 1
}

/** Over which buckets and combinations, into which cells, and what. */
type Tallied = readonly [
  { readonly buckets: ScanBuckets; readonly combinations: Combinations },
  { readonly places: number; readonly placeOf: Int32Array; readonly byBucket: boolean },
  readonly ScanFigure[],
]

/**
 * Figures of so many cells over all rows that count: `placeOf` has the place of each combination in a bucket, `places`
 * how many a bucket has. Null where they take too much room.
 */
async function tallied(run: ScanRun, ...over: Tallied): Promise<readonly ScannedFigure[] | null> {
  const bits = cellCount(...over) * usersOf(run, over[2])
  return (bits <= FEW_BITS ? null : await talliedBy('latest', run, ...over)) ?? talliedBy('bits', run, ...over)
}

const cellCount = (...[{ buckets }, { places, byBucket }]: Tallied): number =>
  1 + places * (byBucket ? buckets.count : 1)

/** The same with different users told apart in one way; null where that way cannot. */
async function talliedBy(told: UsersTold, run: ScanRun, ...over: Tallied): Promise<readonly ScannedFigure[] | null> {
  const [{ buckets, combinations }, { places, placeOf, byBucket }, asked] = over
  const scan = run.values['scanned'] as unknown as SeriesScan
  const count = cellCount(...over)
  if (count > MOST_CELLS) return null
  const users = usersOf(run, asked)
  const figures = asked.map((one) => scannedFigure(one, { rows: run.rows, count, places, users, told }))
  if (!figures.every((one) => one !== null)) return null
  const flags = scanFlags(scan, run.rows)
  const cells = new Int32Array(longestBatch(run.rows))
  const placesOf = new Int32Array(places > 1 ? cells.length : 0)
  for (const batch of run.rows.batches) {
    await run.pace()
    flags.at(batch)
    const [own, lines, { counted }] = [buckets.of(batch), combinations.of(batch), flags]
    const { rows } = batch
    const each = 'each' in own ? own.each : null
    const begin = 1 + ('only' in own && byBucket ? own.only * places : 0)
    if (each === null && lines === null) cells.fill(begin + placeOf[0]!, 0, rows)
    else if (each === null) for (let row = 0; row < rows; row += 1) cells[row] = begin + placeOf[lines![row]!]!
    else
      for (let row = 0; row < rows; row += 1) {
        const bucket = each[row]!
        const place = placeOf[lines === null ? 0 : lines[row]!]!
        if (places > 1) placesOf[row] = place
        cells[row] = bucket < 0 ? 0 : begin + (byBucket ? bucket * places : 0) + place
      }
    if (counted !== null) for (let row = 0; row < rows; row += 1) cells[row]! *= counted[row]!
    const at = each === null ? { begin } : { places: places > 1 ? placesOf : null }
    for (const [index, figure] of figures.entries())
      if (!figure.add(cells, batch, flags.of(asked[index]!.is), at)) return null
  }
  return figures
}

type Over = Tallied[0]

/** Ranks the combinations that an event has: by their totals, which stand behind a 0 for no combination. */
function rankedBy(
  { combinations }: Over,
  { limit }: NonNullable<SeriesScan['breakdown']>,
  totals: (combination: number) => number,
  rows: (combination: number) => number,
): RankedLines {
  const all = Array.from({ length: combinations.count }, (_, at) => at)
  const there = all.filter((at) => rows(at) > 0)
  const ranked = rankedLines(
    { texts: there.map((at) => combinations.texts(at)), totals: there.map((at) => totals(at)) },
    limit,
  )
  const places = Array<number>(combinations.count).fill(0)
  there.forEach((at, index) => (places[at] = ranked.places[index]!))
  return { places, rows: ranked.rows }
}

/** What each bucket and place has, and the lines of a breakdown. */
export interface Counted {
  readonly figures: readonly CellValues[]
  readonly lines: RankedLines
}

export const countPlaces = ({ places }: RankedLines): number =>
  places.reduce((most, place) => Math.max(most, place), 0) + 1

/** The figures of each bucket and combination in one pass, and those of lines made of them; null where they are many. */
async function countedAtOnce(
  run: ScanRun,
  over: Over,
  { figures, breakdown }: SeriesScan & { readonly breakdown: NonNullable<SeriesScan['breakdown']> },
): Promise<Counted | null> {
  const { count } = over.combinations
  const buckets = over.buckets.count
  const asked = [ROWS, breakdown.ranked, ...figures]
  if (count * buckets > MOST_MERGED || asked.some(({ of }) => !MERGED.includes(of))) return null
  const idOf = ({ name: _, ...one }: ScanFigure): string => JSON.stringify(one)
  const distinct = new Map(asked.map((one) => [idOf(one), one]))
  const each = { places: count, placeOf: Int32Array.from({ length: count }, (_, at) => at), byBucket: true }
  const tallies = await tallied(run, over, each, [...distinct.values()])
  if (tallies === null) return null
  const found = new Map([...distinct.keys()].map((id, at) => [id, tallies[at]!]))
  const sum = (figure: ScanFigure) => (combination: number) => {
    const own = required(found.get(idOf(figure)))
    let total = 0
    for (let bucket = 0; bucket < buckets; bucket += 1) total += Number(own.value(1 + bucket * count + combination))
    return total
  }
  const lines = rankedBy(over, breakdown, sum(breakdown.ranked), sum(ROWS))
  const to = { from: count, places: lines.places, count: countPlaces(lines), buckets }
  return { figures: figures.map((one) => mergedFigure(one, required(found.get(idOf(one))), to)), lines }
}

/** First the lines, then the figures of each; null where they take too much room. */
async function countedTwice(
  run: ScanRun,
  over: Over,
  { figures: asked, breakdown }: SeriesScan & { readonly breakdown: NonNullable<SeriesScan['breakdown']> },
): Promise<Counted | null> {
  const { count } = over.combinations
  const all = { places: count, placeOf: Int32Array.from({ length: count }, (_, at) => at), byBucket: false }
  const [total, seen] = (await tallied(run, over, all, [breakdown.ranked, ROWS])) ?? []
  if (total === undefined || seen === undefined) return null
  const value = (figure: ScannedFigure) => (combination: number) => Number(figure.value(1 + combination) ?? 0)
  const lines = rankedBy(over, breakdown, value(total), value(seen))
  const into = { places: countPlaces(lines), placeOf: Int32Array.from(lines.places), byBucket: true }
  const figures = await tallied(run, over, into, asked)
  return figures && { figures, lines }
}

async function countedWhole(run: ScanRun, over: Over, { figures: asked }: SeriesScan): Promise<Counted | null> {
  const one = { places: 1, placeOf: new Int32Array(1), byBucket: true }
  const figures = await tallied(run, over, one, asked)
  return figures && { figures, lines: { places: [0], rows: [] } }
}

/** The figures of each bucket and line: cell 1 is of the first place of the first bucket. Null where they take too much room. */
export async function countedCells(run: ScanRun, over: Over): Promise<Counted | null> {
  const scan = run.values['scanned'] as unknown as SeriesScan
  const { breakdown } = scan
  if (breakdown === null) return countedWhole(run, over, scan)
  const asked = { ...scan, breakdown }
  return (await countedAtOnce(run, over, asked)) ?? countedTwice(run, over, asked)
}
