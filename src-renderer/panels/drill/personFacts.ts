import { formatCount } from '../../chart/format'
import type { PersonDay } from './personPlans'

/** A figure that a run gives: null where there is none, be it that the run goes on or that it failed. */
export interface Awaited<T> {
  readonly value: T | null
  readonly running: boolean
}

/** The counts above a user's events, in words; "…" while one is computed, "–" where there is none. */
export function personFacts(
  days: Awaited<readonly PersonDay[]>,
  sessions: Awaited<number>,
): readonly { readonly label: string; readonly value: string }[] {
  const count = <T>({ value, running }: Awaited<T>, of: (value: T) => number): string =>
    value !== null ? formatCount(of(value)) : running ? '…' : '–'
  return [
    { label: 'Events', value: count(days, (all) => all.reduce((sum, day) => sum + day.events, 0)) },
    { label: 'Active days', value: count(days, (all) => all.length) },
    { label: 'Sessions', value: count(sessions, (all) => all) },
  ]
}
