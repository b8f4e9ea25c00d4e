import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { longest, type CodedTexts } from '../../../src-renderer/sequence/timeline'
import { byText } from '../../events/byText'
import { judgeDrivers, type TriedRow } from './finish'
import { EVENT_KIND, kindOf, NO_VALUE, TIMES } from './tried'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048
const DAY_MICROS = 86_400_000_000

/** Users with something, and those of them with the outcome. */
class Having {
  readonly users: Int32Array
  readonly outcomes: Int32Array

  constructor(places: number) {
    this.users = new Int32Array(places)
    this.outcomes = new Int32Array(places)
  }

  add(place: number, hasOutcome: boolean): void {
    this.users[place]! += 1
    if (hasOutcome) this.outcomes[place]! += 1
  }
}

/** Told of each new user who was seen long enough: the row of the first event, the end of the first days, the outcome. */
type VisitEntrant = (first: number, end: number, hasOutcome: boolean) => void

/** Goes through the users who came on the dates asked for and were seen until the outcome was due. */
async function eachEntrant({ timeline, values, columns, beside, pace }: KernelRun, visit: VisitEntrant): Promise<void> {
  const { users, starts, at } = timeline
  const isOutcome = timeline.flag('outcome')
  const onDates = columns.has('on_dates') ? timeline.flag('on_dates') : null
  const early = Number(values['days']) * DAY_MICROS
  const late = early + Number(values['within']) * DAY_MICROS
  const now = Number(beside?.value(0, 'now_us'))
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const [first, after] = [starts[user]!, starts[user + 1]!]
    const begin = at[first]!
    if (onDates?.[first] === 0 || begin + late > now) continue
    let end = first
    while (end < after && at[end]! < begin + early) end += 1
    let hasOutcome = false
    for (let row = end; row < after && at[row]! < begin + late && !hasOutcome; row += 1)
      hasOutcome = isOutcome[row] === 1
    visit(first, end, hasOutcome)
  }
}

/** Counts users by how many times at least they did each event: place `code * TIMES.length + n`. */
class Behaviours {
  readonly having: Having
  readonly #codes: Int32Array
  readonly #counts: Int32Array
  readonly #found: Int32Array

  constructor({ codes, texts }: CodedTexts, most: number) {
    this.having = new Having(texts.length * TIMES.length)
    this.#codes = codes
    this.#counts = new Int32Array(texts.length)
    this.#found = new Int32Array(most)
  }

  add(from: number, to: number, hasOutcome: boolean): void {
    let different = 0
    for (let row = from; row < to; row += 1) {
      const code = this.#codes[row]!
      if (code < 0) continue
      if (this.#counts[code] === 0) {
        this.#found[different] = code
        different += 1
      }
      this.#counts[code]! += 1
    }
    for (let place = 0; place < different; place += 1) {
      const code = this.#found[place]!
      for (const [nth, times] of TIMES.entries())
        if (this.#counts[code]! >= times) this.having.add(code * TIMES.length + nth, hasOutcome)
      this.#counts[code] = 0
    }
  }
}

/** The values that most users have, and of equals the first by name: places of `values`. */
function frequent(values: readonly string[], users: (place: number) => number, most: number): readonly number[] {
  return [...values.keys()]
    .filter((place) => users(place) > 0)
    .sort((a, b) => users(b) - users(a) || byText(values[a]!, values[b]!))
    .slice(0, most)
}

/** What new users did and had at first, each held against the outcome. */
export async function findDrivers(run: KernelRun): Promise<ResultTable> {
  const { timeline, values } = run
  const [tried, least] = [Number(values['tried']), Number(values['least'])]
  const events = timeline.text('event')
  const behaviours = new Behaviours(events, longest(timeline))
  const names = (run.beside?.column('name') ?? []).flatMap((name) => (name === null ? [] : [String(name)]))
  const columns = names.map((name, index) => {
    const { codes, texts } = timeline.text(`column_${index + 1}`)
    // A missing value is one that is called so.
    const known = texts.indexOf(NO_VALUE)
    const all = known < 0 ? [...texts, NO_VALUE] : texts
    return { name, codes, texts: all, none: known < 0 ? texts.length : known, having: new Having(all.length) }
  })
  let [allUsers, allOutcomes] = [0, 0]
  await eachEntrant(run, (first, end, hasOutcome) => {
    allUsers += 1
    if (hasOutcome) allOutcomes += 1
    behaviours.add(first, end, hasOutcome)
    for (const { codes, none, having } of columns) having.add(codes[first]! < 0 ? none : codes[first]!, hasOutcome)
  })
  const rows: TriedRow[] = []
  const tell = (kind: string, value: string, times: number, { users, outcomes }: Having, place: number): void => {
    if (users[place]! < least || allUsers - users[place]! < least) return
    rows.push({ kind, value, times, users: users[place]!, outcomes: outcomes[place]!, allUsers, allOutcomes })
  }
  const done = behaviours.having
  for (const code of frequent(events.texts, (one) => done.users[one * TIMES.length]!, tried))
    for (const [nth, times] of TIMES.entries())
      if (done.users[code * TIMES.length + nth]! > 0)
        tell(EVENT_KIND, events.texts[code]!, times, done, code * TIMES.length + nth)
  for (const { name, texts, having } of columns)
    for (const place of frequent(texts, (one) => having.users[one]!, tried))
      tell(kindOf(name), texts[place]!, 0, having, place)
  rows.sort((a, b) => byText(a.kind, b.kind) || byText(a.value, b.value) || a.times - b.times)
  return judgeDrivers(rows, values)
}
