import { required } from '../../src-renderer/base/required'
import type { FunnelOptions } from './options'

/** By which values a key is told apart: each pair of a key and its values has attempts of its own. */
export interface Pairing {
  /** Columns whose values must be held: h1 … of a pair, those of its first step. */
  readonly hold: readonly string[]
  /** The breakdown's column and the step (in the funnel) whose events have the values that a key counts under; v of a pair, NULL where it has no such event. */
  readonly value: {
    readonly column: string
    readonly step: number
    /** What an absent value is called. */ readonly none: string
  } | null
  /** Attempts are searched for among all rows, also for steps in order. */
  readonly searched: boolean
}

/** How the keys of a funnel are told apart; null where one key is one. */
export function pairingOf(options: FunnelOptions, searched: boolean, none: string): Pairing | null {
  if (options.hold.length === 0 && !options.eachValue) return null
  return {
    hold: options.hold,
    value: options.eachValue ? { column: required(options.breakdown), step: options.breakdownStep, none } : null,
    searched,
  }
}

/** The columns of a pair beside its number `k` and its `owner`. */
export function pairColumns(pairing: Pairing): readonly string[] {
  return [...pairing.hold.map((_, index) => `h${index + 1}`), ...(pairing.value === null ? [] : ['v'])]
}

/**
 * A SELECT of the pairs (k, owner, h1 …, v): of each key with an entry, every combination of the values that entries hold
 * with the values of the breakdown's step. `entries` and `ofStep` are SELECTs of the events of both, with their values.
 */
export function pairsSql(pairing: Pairing, entries: string, ofStep: string | null): string {
  const held = pairing.hold.map((_, index) => `h${index + 1}`)
  const known = held.length === 0 ? '' : ` WHERE ${held.map((name) => `${name} IS NOT NULL`).join(' AND ')}`
  const owners = `SELECT DISTINCT ${['k AS owner', ...held].join(', ')} FROM (${entries})${known}`
  if (ofStep === null) return `SELECT *, row_number() OVER () AS k FROM (${owners})`
  return `SELECT owners.*, v, row_number() OVER () AS k FROM (${owners}) owners LEFT JOIN (SELECT DISTINCT k, v FROM (${ofStep})${known}) step_values ON owners.owner = step_values.k`
}
