import type { PartRows } from '../../../src-renderer/query/analysis/partsResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { CodedTexts } from '../../../src-renderer/sequence/timeline'
import { NO_VALUE, OTHER } from '../countedEvents'

/** The lines of a breakdown, as they are ranked. */
export interface LinePlaces {
  /** One more than the greatest place, from 0. */
  readonly count: number
  /** The place, from 0, of a user's event. */
  readonly place: (user: number, row: number) => number
  /** `place`, from 1, and the line's texts as group_1 …. */
  readonly rows: PartRows
}

const byText = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : a < b ? -1 : a > b ? 1 : 0

/** Numbers the combinations of values of the events that decide, in the order in which they come. */
class Combinations {
  readonly #columns: readonly CodedTexts[]
  readonly #known = new Map<string, number>()
  readonly texts: (readonly (string | null)[])[] = []
  readonly totals: number[] = []

  constructor(columns: readonly CodedTexts[]) {
    this.#columns = columns
  }

  at(row: number): number {
    const codes = this.#columns.map(({ codes: of }) => of[row]!)
    const key = codes.join()
    let number = this.#known.get(key)
    if (number === undefined) {
      this.#known.set(key, (number = this.texts.length))
      this.texts.push(codes.map((code, index) => (code < 0 ? null : this.#columns[index]!.texts[code]!)))
      this.totals.push(0)
    }
    return number
  }
}

/** What an event adds to the total of its line; users once, with their first event that counts. */
function totalOf({ columns, timeline }: KernelRun): (row: number, owner: number) => number {
  if (columns.has('total_sum')) {
    const amounts = timeline.number('total_sum')
    return (row) => (Number.isNaN(amounts[row]!) ? 0 : amounts[row]!)
  }
  if (!columns.has('total_users')) {
    const flags = timeline.flag('total_count')
    return (row) => flags[row]!
  }
  const flags = timeline.flag('total_users')
  let latest = 0
  return (row, owner) => {
    if (owner === 0 || flags[row] === 0 || owner === latest) return 0
    latest = owner
    return 1
  }
}

/** The place of each combination: those of most first, then "Other", and where all values are missing. */
function ranked(
  { texts, totals }: Combinations,
  limit: number,
): { readonly places: readonly number[]; readonly rows: PartRows['rows'] } {
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

/** The line of every event: a user's are all under the values of the first, those of nobody under their own. */
export async function placesOf(run: KernelRun): Promise<LinePlaces> {
  const { timeline, columns, values, pace } = run
  const names = [...columns].filter((name) => /^value_\d+$/.test(name))
  if (names.length === 0) return { count: 1, place: () => 0, rows: { types: {}, rows: [] } }
  const found = new Combinations(names.map((name) => timeline.text(name)))
  const total = totalOf(run)
  const { users, starts, keys } = timeline
  const own = new Int32Array(users)
  for (let user = 0; user < users; user += 1) {
    if (user % 2048 === 0) await pace()
    const [from, to, owner] = [starts[user]!, starts[user + 1]!, keys[user]!]
    own[user] = found.at(from)
    for (let row = from; row < to; row += 1)
      found.totals[owner === 0 ? found.at(row) : own[user]!]! += total(row, owner)
  }
  const limit = typeof values['breakdown_limit'] === 'number' ? values['breakdown_limit'] : 5
  const { places, rows } = ranked(found, limit)
  return {
    count: Math.max(...places, 0) + 1,
    place: (user, row) => places[keys[user] === 0 ? found.at(row) : own[user]!]!,
    rows: { types: Object.fromEntries(names.map((_, index) => [`group_${index + 1}`, 'string'])), rows },
  }
}
