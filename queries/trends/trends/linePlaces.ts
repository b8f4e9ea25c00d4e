import type { PartRows } from '../../../src-renderer/query/analysis/partsResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { CodedTexts } from '../../../src-renderer/sequence/timeline'
import { NO_VALUE, OTHER } from '../countedEvents'

/** Users between two looks at whether somebody cancelled. */
export const CHUNK = 2048

/** The lines of a breakdown, as they are ranked. */
export interface LinePlaces {
  /** One more than the greatest place, from 0. */
  readonly count: number
  /** The place, from 0, of an event. */
  readonly place: (row: number) => number
  /** `place`, from 1, and the line's texts as group_1 …. */
  readonly rows: PartRows
}

const byText = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : a < b ? -1 : a > b ? 1 : 0

/** Numbers the combinations of values of the events that decide, in the order in which they come. */
class Combinations {
  readonly #columns: readonly CodedTexts[]
  readonly #known = new Map<string | number, number>()
  readonly texts: (readonly (string | null)[])[] = []
  readonly totals: number[] = []

  constructor(columns: readonly CodedTexts[]) {
    this.#columns = columns
  }

  at(row: number): number {
    const columns = this.#columns
    const key = columns.length === 1 ? columns[0]!.codes[row]! : columns.map(({ codes }) => codes[row]!).join()
    let number = this.#known.get(key)
    if (number === undefined) {
      this.#known.set(key, (number = this.texts.length))
      this.texts.push(this.#columns.map(({ codes, texts }) => (codes[row]! < 0 ? null : texts[codes[row]!]!)))
      this.totals.push(0)
    }
    return number
  }
}

/** What an event adds to the total of its line; a user once, whose events come one after the other. */
function totalOf({ columns, timeline }: KernelRun): (line: number, row: number, owner: number) => number {
  if (columns.has('total_sum')) {
    const amounts = timeline.number('total_sum')
    return (_line, row) => (Number.isNaN(amounts[row]!) ? 0 : amounts[row]!)
  }
  if (!columns.has('total_users')) {
    const flags = timeline.flag('total_count')
    return (_line, row) => flags[row]!
  }
  const flags = timeline.flag('total_users')
  const latest: number[] = []
  return (line, row, owner) => {
    if (owner === 0 || flags[row] === 0 || latest[line] === owner) return 0
    latest[line] = owner
    return 1
  }
}

/** The place, from 0, of each combination of values, and the lines as LinePlaces has them. */
export interface RankedLines {
  readonly places: readonly number[]
  readonly rows: PartRows['rows']
}

/** The place of each combination: those of most first, then "Other", and where all values are missing. */
export function rankedLines({ texts, totals }: Pick<Combinations, 'texts' | 'totals'>, limit: number): RankedLines {
  const isNone = (number: number): boolean => texts[number]!.every((text) => text === null)
  const order = [...texts.keys()]
    .filter((number) => !isNone(number))
    .sort(
      (a, b) =>
        totals[b]! - totals[a]! ||
        texts[a]!.reduce((order, text, index) => order || byText(text, texts[b]![index]!), 0),
    )
  const ranks = new Map(order.map((number, rank) => [number, rank]))
  const lines = texts.map((own, number) => {
    const rank = ranks.get(number) ?? null
    const isShown = rank === null || rank < limit
    return {
      place: rank === null ? limit : rank < limit ? rank : rank + 1,
      groups: own.map((text) => (isShown ? (text ?? NO_VALUE) : OTHER)),
    }
  })
  const byGroups = new Map<string, { place: number; readonly groups: readonly string[] }>()
  for (const { place, groups } of lines) {
    const key = JSON.stringify(groups)
    const known = byGroups.get(key)
    if (known === undefined) byGroups.set(key, { place, groups })
    else known.place = Math.min(known.place, place)
  }
  return {
    places: lines.map(({ groups }) => byGroups.get(JSON.stringify(groups))!.place),
    rows: [...byGroups.values()].map(({ place, groups }) => ({
      place: place + 1,
      ...Object.fromEntries(groups.map((text, index) => [`group_${index + 1}`, text])),
    })),
  }
}

/**
 * The line of every event: of a user's all under the values of the first, where each is to stand under one value; else,
 * and where it is nobody's, under its own.
 */
export async function placesOf(run: KernelRun): Promise<LinePlaces> {
  const { timeline, columns, values, pace } = run
  const names = [...columns].filter((name) => /^value_\d+$/.test(name))
  if (names.length === 0) return { count: 1, place: () => 0, rows: { types: {}, rows: [] } }
  const found = new Combinations(names.map((name) => timeline.text(name)))
  const total = totalOf(run)
  const isOne = values['breakdown_users'] === 'one'
  const { rows: all, users, starts, keys } = timeline
  const lines = new Int32Array(all)
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const [from, to, owner] = [starts[user]!, starts[user + 1]!, keys[user]!]
    const own = isOne && owner !== 0 ? found.at(from) : -1
    for (let row = from; row < to; row += 1) {
      const line = own < 0 ? found.at(row) : own
      lines[row] = line
      found.totals[line]! += total(line, row, owner)
    }
  }
  const limit = typeof values['breakdown_limit'] === 'number' ? values['breakdown_limit'] : 5
  const { places, rows } = rankedLines(found, limit)
  return {
    count: places.reduce((most, place) => Math.max(most, place), 0) + 1,
    place: (row) => places[lines[row]!]!,
    rows: { types: Object.fromEntries(names.map((_, index) => [`group_${index + 1}`, 'string'])), rows },
  }
}
