import { elementAt, required } from '../../base/required'
import { ROLES, type EventMapping, type Role, type TableKind } from '../../model/schema'
import type { InspectedColumn, RoleGuess } from '../contract'
import { LEAST_NUMBERS } from '../columns/detectNumbers'
import { nameScore } from './roleNames'
import { columnsOfRole } from '../columns/mappedColumns'
import { clockScore } from '../time/timeColumns'

export interface DetectedMapping {
  readonly kind: TableKind
  readonly mapping: EventMapping
  readonly guesses: Partial<Record<Role, RoleGuess>>
  readonly doubt: { readonly role: Role; readonly candidates: readonly string[]; readonly message: string } | null
  /** A column that may mark test users and is not taken, because whoever it marks drops out of every figure. */
  readonly untaken: { readonly column: string; readonly yesShare: number } | null
  /**
   * Times that the mapped days and a column of times of day would make, where nothing says that they belong together.
   */
  readonly unjoined: readonly string[]
  /** Whether a column reads as a time, and the best one where it is good. */
  readonly hasTimes: boolean
  readonly bestTime: string | null
}

interface Scored {
  readonly column: string
  readonly score: number
  readonly reason: string
}

/** A guess below this is none. */
const LEAST: Readonly<Record<Role, number>> = {
  user: 0.4,
  event: 0.45,
  time: 0.4,
  id: 0.55,
  session: 0.6,
  value: 0.6,
  test: 0.6,
}
/** Two candidates closer than this are in doubt. */
const CLOSE = 0.08
/** Names that play a role where nothing better is there are in an order: people before cases before things. */
const WEAK = 0.5
const CLOSE_WEAK = 0.015

/** Name and values together; 0 where the values rule the role out. */
function scoreOf(role: Role, column: InspectedColumn, sampledRows: number): Scored {
  const name = nameScore(role, column.name)
  const filled = sampledRows - column.nulls
  const repeats = filled === 0 ? 0 : 1 - column.distinct / filled
  const named = name > 0 ? `its name says so` : ''
  const scored = (score: number, values: string): Scored => ({
    column: column.name,
    score: Math.max(0, Math.min(1, score)),
    reason: [named, values].filter((part) => part !== '').join('; '),
  })
  const none = scored(0, '')
  // A column that is (nearly) empty plays no role, whatever it is called: most access logs have no user in `user`.
  if (filled === 0 || (filled < sampledRows * 0.02 && (role === 'user' || role === 'event' || role === 'time')))
    return none
  switch (role) {
    case 'time': {
      if (column.timeFormat === null) return none
      const isNumber = column.type === 'integer' || column.type === 'double'
      if (isNumber && name < 0.6) return none
      return scored(
        name > 0 ? name : 0.45,
        column.timeFormat === 'iso' ? 'its values are times' : `its values read as times (${column.timeFormat})`,
      )
    }
    case 'user':
      if (
        name === 0 ||
        (column.timeFormat !== null && column.type !== 'integer') ||
        column.type === 'boolean' ||
        column.type === 'json'
      )
        return none
      return scored(
        name - (filled > 50 && repeats === 0 ? 0.1 : 0),
        filled > 0 && repeats > 0 ? `${column.distinct} different values in ${filled} rows` : '',
      )
    case 'event':
      if (
        name === 0 ||
        column.type === 'timestamp' ||
        column.type === 'date' ||
        column.type === 'double' ||
        column.type === 'json'
      )
        return none
      return scored(
        name -
          (column.distinct > 500 ? 0.4 : 0) -
          // What is always the same says nothing.
          (filled > 20 && column.distinct === 1 ? 0.3 : 0) -
          (filled > 50 && repeats < 0.5 ? 0.3 : 0) -
          (column.type === 'integer' ? 0.2 : 0),
        column.distinct === 1 ? 'one value' : `${column.distinct} different values`,
      )
    case 'id': {
      if (name === 0 || column.nulls > 0) return none
      // A log may hold some events twice, which is what an event id is for.
      const unique = filled > 0 && column.distinct === filled
      return unique || (name === 1 && repeats < 0.2)
        ? scored(name, unique ? 'every value is different' : 'nearly every value is different')
        : none
    }
    case 'session':
      return name === 0 ? none : scored(name, '')
    case 'value': {
      const isNumber = column.type === 'integer' || column.type === 'double'
      if (name === 0 || (!isNumber && (column.numberShare ?? 0) < LEAST_NUMBERS)) return none
      return scored(name, isNumber ? 'its values are numbers' : 'most of its values are numbers')
    }
    case 'test':
      return name === 0 || column.yesShare === undefined ? none : scored(name, 'its values are yes or no')
  }
}

/**
 * A test flag is taken only when its name can mean nothing else, and few are marked by it; see {@link DetectedMapping}.
 */
const UNMISTAKABLE = 0.9

interface Ranked extends Scored {
  /** The score, less where the column is mostly empty: a full one beside it then plays the role. */
  readonly rank: number
  /** Share of the sampled rows. */
  readonly filled: number
}

/**
 * A column that is filled in most rows is as good as a full one; below that it counts as far as it is filled. An id of
 * users needs a fifth: who has none is told apart from who has one, and a device is no user.
 */
function weightOf(role: Role, { score }: Scored, filled: number): number {
  return Math.min(1, filled / (role === 'user' && score >= 0.95 ? 0.2 : 0.8))
}

/** What tells the main users of a log apart from other names that fit: the best score, ties by the file's order. */
function rank(role: Role, columns: readonly InspectedColumn[], sampledRows: number): readonly Ranked[] {
  return columns
    .map((column): Ranked => {
      const filled = sampledRows === 0 ? 1 : 1 - column.nulls / sampledRows
      const scored = scoreOf(role, column, sampledRows)
      return { ...scored, rank: scored.score * weightOf(role, scored, filled), filled }
    })
    .filter((one) => one.score >= LEAST[role])
    .sort((a, b) => b.rank - a.rank)
}

/** Why the first of the ranked columns is taken, with its gaps, and why a better name was not. */
function reasonFor(ranked: readonly Ranked[]): string {
  const best = elementAt(ranked, 0)
  const passedOver = ranked.find((one) => one.score > best.score - CLOSE && one.filled < best.filled)
  const gaps = best.filled < 0.995 ? `filled in ${percent(best.filled)} of the rows` : ''
  const other = passedOver === undefined ? '' : `${passedOver.column} is filled in ${percent(passedOver.filled)} only`
  return [best.reason, gaps, other].filter((part) => part !== '').join('; ')
}

function percent(share: number): string {
  return `${share > 0 && share < 0.01 ? '<1' : Math.floor(share * 100)} %`
}

interface Clocks {
  /** That belong to the days by their names. */
  readonly sure: readonly string[]
  /** All that there are, where none does. */
  readonly maybe: readonly string[]
}

const NO_CLOCKS: Clocks = { sure: [], maybe: [] }

/** The times of day beside a column of days. */
function clocksFor(day: string, columns: readonly InspectedColumn[], free: readonly InspectedColumn[]): Clocks {
  if (columns.find((column) => column.name === day)?.timePart !== 'day') return NO_CLOCKS
  const clocks = free
    .filter((column) => column.timePart === 'clock')
    .map(({ name }) => ({ name, score: clockScore(day, name) }))
  const best = Math.max(0, ...clocks.map(({ score }) => score))
  if (best === 0) return { sure: [], maybe: clocks.map(({ name }) => name) }
  return { sure: clocks.filter(({ score }) => score === best).map(({ name }) => name), maybe: [] }
}

/** What files with one row for each person are called: `dim_users`, `customers`. */
const PEOPLE =
  /^(?:dim[_-].+|.+[_-]dim|users?|customers?|members?|accounts?|people|persons?|profiles?|drivers?|creators?)$/i

/** Whether a file says by its name that it is no log, has no event, and each of its users once. */
function isListOfPeople(
  file: string,
  ranked: ReadonlyMap<Role, readonly Ranked[]>,
  columns: readonly InspectedColumn[],
  sampledRows: number,
): boolean {
  const name = file.replace(/^.*[\\/]/, '').replace(/\..*$/, '')
  const user = columns.find((column) => column.name === ranked.get('user')?.[0]?.column)
  return PEOPLE.test(name) && ranked.get('event')?.length === 0 && user?.distinct === sampledRows
}

/**
 * Which column plays which role, from names and sampled values. A file without a time column, or with nothing that
 * could be a user, or a list of people by the file's name, is a plain table. `doubt` names a role for which two columns
 * are equally likely. With `given` roles, the others are looked for among the columns that are left; a role whose column
 * is given as empty is not there.
 */
export function detectMapping(
  columns: readonly InspectedColumn[],
  sampledRows: number,
  wantedKind: TableKind | undefined,
  given: EventMapping | undefined = undefined,
  file = '',
): DetectedMapping {
  const isTaken = new Set([
    ...Object.values(given ?? {}),
    ...ROLES.flatMap((role) =>
      columnsOfRole(
        role,
        given ?? {},
        columns.map((column) => column.name),
      ),
    ),
  ])
  const free = columns.filter((column) => !isTaken.has(column.name))
  const ranked = new Map(ROLES.map((role) => [role, given?.[role] !== undefined ? [] : rank(role, free, sampledRows)]))
  const times = required(ranked.get('time'))
  const isNamed = (role: Role): boolean => given?.[role] !== undefined && given[role] !== ''
  // Whoever names a role of events means events; a time alone may date a plain table.
  const meansEvents = ROLES.some((role) => isNamed(role) && (role !== 'time' || wantedKind === undefined))
  const isLog =
    times.length > 0 && required(ranked.get('user')).length > 0 && !isListOfPeople(file, ranked, columns, sampledRows)
  const kind: TableKind = wantedKind ?? (meansEvents || isLog ? 'events' : 'table')
  const mapping: EventMapping = Object.fromEntries(Object.entries(given ?? {}).filter(([, column]) => column !== ''))
  const guesses: Partial<Record<Role, RoleGuess>> = {}
  let doubt: DetectedMapping['doubt'] = null
  let untaken: DetectedMapping['untaken'] = null
  let unjoined: readonly string[] = []
  const taken = new Set<string>()
  for (const role of ['time', 'user', 'event', 'id', 'session', 'value', 'test'] as const) {
    if (kind === 'table' && role !== 'time') continue
    const candidates = required(ranked.get(role)).filter((one) => !taken.has(one.column))
    const [best, second] = candidates
    if (best === undefined) continue
    // One with as good a name that is filled in half of the rows is no gap to pass over in silence.
    const least = best.score < WEAK ? CLOSE_WEAK : CLOSE
    const close = candidates.filter(
      (one) => best.rank - one.rank < least || (best.score - one.score < least && one.filled >= 0.5),
    )
    const {
      sure: [clock, ...otherClocks],
      maybe,
    } = role === 'time' && kind === 'events' ? clocksFor(best.column, columns, free) : NO_CLOCKS
    const column = clock === undefined ? best.column : `${best.column}+${clock}`
    if (
      second !== undefined &&
      close.length > 1 &&
      doubt === null &&
      (role === 'time' || role === 'user' || role === 'event') &&
      kind === 'events'
    ) {
      const names = close.map((one) => (one === best ? column : one.column))
      doubt = { role, candidates: names, message: `Several columns could be the ${role}: ${names.join(', ')}.` }
    }
    const joined = otherClocks.map((other) => `${best.column}+${other}`)
    if (joined.length > 0)
      doubt ??= {
        role,
        candidates: [column, ...joined, best.column],
        message: `The days in ${best.column} may go with the times of day in ${[clock, ...otherClocks].join(' or ')}.`,
      }
    if (clock === undefined) unjoined = [...unjoined, ...maybe.map((other) => `${best.column}+${other}`)]
    else taken.add(clock)
    const yesShare = columns.find((one) => one.name === best.column)?.yesShare ?? 0
    // The groups of an A/B test are called so, too, and then half of the users are marked.
    if (role === 'test' && (best.score < UNMISTAKABLE || yesShare >= 0.5)) untaken = { column: best.column, yesShare }
    else {
      taken.add(best.column)
      mapping[role] = column
    }
    guesses[role] = {
      column,
      confidence: close.length > 1 || joined.length > 0 ? Math.min(best.score, 0.5) : best.score,
      reason: clock === undefined ? reasonFor(candidates) : `${best.column} holds days, ${clock} the times of day`,
      others: [...joined, ...candidates.map((one) => one.column).filter((name) => name !== column)],
    }
  }
  if (
    kind === 'table' &&
    wantedKind === undefined &&
    !isNamed('time') &&
    (times.length !== 1 || elementAt(times, 0).score < 0.8)
  ) {
    // A plain table with several times, or a weak one, is not cut by date: nothing says which one is meant.
    delete mapping.time
  }
  const bestTime = times[0] !== undefined && (times.length === 1 || times[0].score >= 0.65) ? times[0].column : null
  return { kind, mapping, guesses, doubt, untaken, unjoined, hasTimes: times.length > 0 || isNamed('time'), bestTime }
}
