import type { InspectOptions, Inspection } from '../../ingest/contract'
import { timeColumnsOf } from '../../ingest/time/timeColumns'
import { ROLES, type EventMapping, type Role } from '../../model/schema'

/** What a person said of a file, and what is known of it so far. */
export interface WantedReading {
  /** How it is to be read, without the roles. */
  readonly options: InspectOptions
  /** The roles whose columns the person chose, the newest last; '' says that no column has the role. */
  readonly chosen: EventMapping
  /** The roles as they are now; null where columns may have become others: then all but the chosen ones are found anew. */
  readonly before: EventMapping | null
  /** What is still to be answered. */
  readonly doubt: Inspection['doubt']
}

/** An inspection, and the chosen roles that hold in it: those whose columns the file has when it is read so. */
export interface ReadWithChoices {
  readonly inspection: Inspection
  readonly kept: readonly Role[]
}

/**
 * Looks at a file as a person wants it read. Choices that this reading has no column for are left out, not refused:
 * they hold again when the file is read in a way that has it. Throws what `inspect` throws.
 */
export async function readWithChoices(
  inspect: (options: InspectOptions) => Promise<Inspection>,
  { options, chosen, before, doubt }: WantedReading,
): Promise<ReadWithChoices> {
  const roles = rolesOf(chosen)
  if (roles.length === 0) return { inspection: await inspect(options), kept: [] }
  if (before !== null) {
    const mapping = mappingWithAll(before, chosen, roles)
    return { inspection: stillAsking(doubt, await inspect({ ...options, mapping })), kept: roles }
  }
  const found = await inspect(options)
  const kept = roles.filter((role) => isThere(chosen[role] ?? '', role, found))
  if (kept.length === 0) return { inspection: found, kept }
  const mapping = mappingWithAll(found.mapping, chosen, kept)
  // A log stays one although somebody says that no column is the time.
  const said = { ...options, ...(found.kind === 'events' ? { kind: found.kind } : {}), mapping }
  return { inspection: stillAsking(found.doubt, await inspect(said)), kept }
}

/** The roles of a mapping, in the order in which they were put into it. */
export function rolesOf(mapping: EventMapping): readonly Role[] {
  return Object.keys(mapping).filter((key): key is Role => (ROLES as readonly string[]).includes(key))
}

function isThere(column: string, role: Role, { columns }: Inspection): boolean {
  const names = columns.map(({ name }) => name)
  return column === '' || names.includes(column) || (role === 'time' && timeColumnsOf(column, names).length > 0)
}

function mappingWithAll(mapping: EventMapping, chosen: EventMapping, roles: readonly Role[]): EventMapping {
  return roles.reduce((sum, role) => mappingWith(sum, role, chosen[role] || null), mapping)
}

/** The mapping after one role is changed; a column keeps at most one role. */
export function mappingWith(mapping: EventMapping, role: Role, column: string | null): EventMapping {
  const next: Partial<Record<Role, string>> = {}
  for (const other of ROLES) {
    const current = mapping[other]
    if (other !== role && current !== undefined && current !== column) next[other] = current
  }
  if (column !== null) next[role] = column
  return next
}

/**
 * A given mapping ends the detection's doubt, whichever role was changed in it. The question stays open all the same
 * until it has been answered (see openDoubt). An encoding or option that was said is no question any more, and one that
 * was not is asked anew.
 */
function stillAsking(doubt: Inspection['doubt'], inspection: Inspection): Inspection {
  return doubt === null ||
    doubt.role === 'encoding' ||
    doubt.role === 'format' ||
    doubt.option !== undefined ||
    inspection.doubt !== null ||
    inspection.kind !== 'events'
    ? inspection
    : { ...inspection, certain: false, doubt }
}
