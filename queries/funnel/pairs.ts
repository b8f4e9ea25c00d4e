import { required } from '../../src-renderer/base/required'
import { inBrackets, select } from '../../src-renderer/query/sql/statement'
import { whereClause } from '../events/eventsInScope'
import type { FunnelOptions } from './options'

/** By which values a key is told apart: each pair of a key and its values has attempts of its own. */
export interface Pairing {
  /** Columns whose values must be held: held_1 … of a pair, those of its first step. */
  readonly hold: readonly string[]
  /** The breakdown's columns and the step (in the funnel) whose events have the values that a key counts under; counted_value of a pair, NULL where it has no such event. */
  readonly value: { readonly columns: readonly string[]; readonly step: number } | null
  /** Attempts are searched for among all rows, also for steps in order. */
  readonly searched: boolean
}

/** How the keys of a funnel are told apart; null where one key is one. */
export function pairingOf(options: FunnelOptions, searched: boolean): Pairing | null {
  if (options.hold.length === 0 && !options.eachValue) return null
  return {
    hold: options.hold,
    value: options.eachValue ? { columns: required(options.breakdown), step: options.breakdownStep } : null,
    searched,
  }
}

/** The column of a value that is held, counted from 1. */
export function heldName(number: number): string {
  return `held_${number}`
}

/** The columns of a pair beside its number `key` and its `owner`. */
export function pairColumns(pairing: Pairing): readonly string[] {
  return [...pairing.hold.map((_, index) => heldName(index + 1)), ...(pairing.value === null ? [] : ['counted_value'])]
}

/**
 * A SELECT of the pairs (key, owner, held_1 …, counted_value): of each key with an entry, every combination of the values
 * that entries hold with the values of the breakdown's step. `entries` and `ofStep` are SELECTs of the events of both, with
 * their values.
 */
export function pairsSql(pairing: Pairing, entries: string, ofStep: string | null): string {
  const held = pairing.hold.map((_, index) => heldName(index + 1))
  const known = whereClause(...held.map((name) => `${name} IS NOT NULL`))
  const owners = select(['key AS owner', ...held], `FROM ${inBrackets(entries)}${known}`, 'SELECT DISTINCT')
  if (ofStep === null) return `SELECT *, row_number() OVER () AS key\nFROM ${inBrackets(owners)}`
  const values = `SELECT DISTINCT key, counted_value\nFROM ${inBrackets(ofStep)}${known}`
  return `SELECT owners.*, counted_value, row_number() OVER () AS key
FROM ${inBrackets(owners)} AS owners
LEFT JOIN ${inBrackets(values)} AS step_values ON owners.owner = step_values.key`
}
