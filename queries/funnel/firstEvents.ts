import { numbers } from './attempt'

/** Steps (counted from 1) that only the first event of each key that meets them may fill. */
export function firstSteps(steps: readonly { readonly first: boolean }[]): readonly number[] {
  return numbers(1, steps.length).filter((step) => steps[step - 1]!.first)
}

/**
 * Rows (k, o, is_entry) of the events that meet a step, as rows (k, o) of those that may fill it: of each key the first
 * alone where `first`, and only those of an entry's dates where `entry`.
 */
export function stepRows(rows: string, { first, entry }: { readonly first: boolean; readonly entry: boolean }): string {
  if (!first) return rows
  return entry
    ? `SELECT k, o FROM (SELECT k, min(o) AS o, arg_min(is_entry, o) AS is_entry FROM (${rows}) GROUP BY k) WHERE is_entry`
    : `SELECT k, min(o) AS o FROM (${rows}) GROUP BY k`
}

/** Rows with a flag is_step_n for each step and their place in the file, with the flags of the given steps left to the first row of each key that has them. */
export function flagFirsts(rows: string, steps: readonly number[]): string {
  if (steps.length === 0) return rows
  const flags = steps.map((step) => `is_step_${step} AND place = min(place) FILTER (WHERE is_step_${step}) OVER (PARTITION BY k) AS is_step_${step}`)
  return `SELECT * REPLACE (${flags.join(', ')}) FROM (${rows})`
}

/** As flagFirsts, for rows with the flags as bits of `mask` (bit n - 1 for step n); rows that meet no step any more are left out. */
export function maskFirsts(rows: string, steps: readonly number[]): string {
  if (steps.length === 0) return rows
  const lost = steps.map((step) => {
    const bit = 2 ** (step - 1)
    return `CASE WHEN mask & ${bit} <> 0 AND place > min(place) FILTER (WHERE mask & ${bit} <> 0) OVER (PARTITION BY k) THEN ${bit} ELSE 0 END`
  })
  return `SELECT * FROM (SELECT * REPLACE (mask - (${lost.join(' + ')}) AS mask) FROM (${rows})) WHERE mask <> 0`
}
