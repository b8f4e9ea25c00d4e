import { ROLES, type EventMapping, type Role, type TableKind } from '../model/schema'
import type { InspectedColumn, RoleGuess } from './contract'
import { nameScore } from './roleNames'

export interface DetectedMapping {
  readonly kind: TableKind
  readonly mapping: EventMapping
  readonly guesses: Partial<Record<Role, RoleGuess>>
  readonly doubt: { readonly role: Role; readonly candidates: readonly string[]; readonly message: string } | null
  /** A column that may mark test users and is not taken, because whoever it marks drops out of every figure. */
  readonly untaken: { readonly column: string; readonly yesShare: number } | null
}

interface Scored {
  readonly column: string
  readonly score: number
  readonly reason: string
}

/** A guess below this is none. */
const LEAST: Readonly<Record<Role, number>> = { user: 0.4, event: 0.45, time: 0.4, id: 0.55, session: 0.6, value: 0.6, test: 0.6 }
/** Two candidates closer than this are in doubt. */
const CLOSE = 0.08

/** Name and values together; 0 where the values rule the role out. */
function scoreOf(role: Role, column: InspectedColumn, sampledRows: number): Scored {
  const name = nameScore(role, column.name)
  const filled = sampledRows - column.nulls
  const repeats = filled === 0 ? 0 : 1 - column.distinct / filled
  const named = name > 0 ? `its name says so` : ''
  const scored = (score: number, values: string): Scored => ({ column: column.name, score: Math.max(0, Math.min(1, score)), reason: [named, values].filter((part) => part !== '').join('; ') })
  const none = scored(0, '')
  // A column that is (nearly) empty plays no role, whatever it is called: most access logs have no user in `user`.
  if (filled === 0 || (filled < sampledRows * 0.02 && (role === 'user' || role === 'event' || role === 'time'))) return none
  switch (role) {
    case 'time': {
      if (column.timeFormat === null) return none
      const isNumber = column.type === 'integer' || column.type === 'double'
      if (isNumber && name < 0.6) return none
      return scored(name > 0 ? name : 0.45, column.timeFormat === 'iso' ? 'its values are times' : `its values read as times (${column.timeFormat})`)
    }
    case 'user':
      if (name === 0 || column.timeFormat !== null && column.type !== 'integer' || column.type === 'boolean' || column.type === 'json') return none
      return scored(name - (filled > 50 && repeats === 0 ? 0.1 : 0), filled > 0 && repeats > 0 ? `${column.distinct} different values in ${filled} rows` : '')
    case 'event':
      if (name === 0 || column.type === 'timestamp' || column.type === 'date' || column.type === 'double' || column.type === 'json') return none
      return scored(name - (column.distinct > 500 ? 0.4 : 0) - (filled > 50 && repeats < 0.5 ? 0.3 : 0) - (column.type === 'integer' ? 0.2 : 0), `${column.distinct} different values`)
    case 'id': {
      if (name === 0 || column.nulls > 0) return none
      // A log may hold some events twice, which is what an event id is for.
      const unique = filled > 0 && column.distinct === filled
      return unique || (name === 1 && repeats < 0.2) ? scored(name, unique ? 'every value is different' : 'nearly every value is different') : none
    }
    case 'session': return name === 0 ? none : scored(name, '')
    case 'value': return name === 0 || (column.type !== 'integer' && column.type !== 'double') ? none : scored(name, 'its values are numbers')
    case 'test': return name === 0 || column.yesShare === undefined ? none : scored(name, 'its values are yes or no')
  }
}

/** A test flag is taken only when its name can mean nothing else, and few are marked by it; see {@link DetectedMapping}. */
const UNMISTAKABLE = 0.9

/** What tells the main users of a log apart from other names that fit: the best score, ties by the file's order. */
function rank(role: Role, columns: readonly InspectedColumn[], sampledRows: number): readonly Scored[] {
  return columns.map((column) => scoreOf(role, column, sampledRows)).filter((one) => one.score >= LEAST[role]).sort((a, b) => b.score - a.score)
}

/**
 * Which column plays which role, from names and sampled values. A file without a time column, or with nothing that could
 * be a user, is a plain table. `doubt` names a role for which two columns are equally likely. With `given` roles, the
 * others are looked for among the columns that are left; a role whose column is given as empty is not there.
 */
export function detectMapping(columns: readonly InspectedColumn[], sampledRows: number, wantedKind: TableKind | undefined, given: EventMapping | undefined = undefined): DetectedMapping {
  const isTaken = new Set(Object.values(given ?? {}))
  const free = columns.filter((column) => !isTaken.has(column.name))
  const ranked = new Map(ROLES.map((role) => [role, given?.[role] !== undefined ? [] : rank(role, free, sampledRows)]))
  const times = ranked.get('time')!
  const isNamed = (role: Role): boolean => given?.[role] !== undefined && given[role] !== ''
  // Whoever names a role of events means events; a time alone may date a plain table.
  const meansEvents = ROLES.some((role) => isNamed(role) && (role !== 'time' || wantedKind === undefined))
  const kind: TableKind = wantedKind ?? (meansEvents || (times.length > 0 && ranked.get('user')!.length > 0) ? 'events' : 'table')
  const mapping: EventMapping = Object.fromEntries(Object.entries(given ?? {}).filter(([, column]) => column !== ''))
  const guesses: Partial<Record<Role, RoleGuess>> = {}
  let doubt: DetectedMapping['doubt'] = null
  let untaken: DetectedMapping['untaken'] = null
  const taken = new Set<string>()
  for (const role of ['time', 'user', 'event', 'id', 'session', 'value', 'test'] as const) {
    if (kind === 'table' && role !== 'time') continue
    const candidates = ranked.get(role)!.filter((one) => !taken.has(one.column))
    const [best, second] = candidates
    if (best === undefined) continue
    const close = candidates.filter((one) => best.score - one.score < CLOSE)
    if (second !== undefined && close.length > 1 && doubt === null && (role === 'time' || role === 'user' || role === 'event') && kind === 'events') {
      const names = close.map((one) => one.column)
      doubt = { role, candidates: names, message: `Several columns could be the ${role}: ${names.join(', ')}.` }
    }
    const yesShare = columns.find((column) => column.name === best.column)?.yesShare ?? 0
    // The groups of an A/B test are called so, too, and then half of the users are marked.
    if (role === 'test' && (best.score < UNMISTAKABLE || yesShare >= 0.5)) untaken = { column: best.column, yesShare }
    else {
      taken.add(best.column)
      mapping[role] = best.column
    }
    guesses[role] = { column: best.column, confidence: close.length > 1 ? Math.min(best.score, 0.5) : best.score, reason: best.reason, others: candidates.slice(1).map((one) => one.column) }
  }
  if (kind === 'table' && wantedKind === undefined && !isNamed('time') && (times.length !== 1 || times[0]!.score < 0.8)) {
    // A plain table with several times, or a weak one, is not cut by date: nothing says which one is meant.
    delete mapping.time
  }
  return { kind, mapping, guesses, doubt, untaken }
}
