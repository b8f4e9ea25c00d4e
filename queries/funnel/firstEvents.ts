import { elementAt } from '../../src-renderer/base/required'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import { eventNameSql, type Condition } from '../../src-renderer/query/sql/condition'
import { inBrackets, select, type Cte } from '../../src-renderer/query/sql/statement'
import type { FirstRule } from '../../src-renderer/query/sql/step'
import { numbers } from './attempt'
import type { KeyedRows } from '../events/keyedRows'
import { positionSql } from '../events/position'

/** Steps (counted from 1) that only the first event of each key that meets them may fill. */
export function firstSteps(steps: readonly { readonly first: FirstRule }[]): readonly number[] {
  return numbers(1, steps.length).filter((step) => elementAt(steps, step - 1).first === true)
}

/** WITH query of each key's first event of a step's name, whatever its columns say: key and place. */
export function unfilteredFirsts(
  rows: KeyedRows,
  number: number,
  step: Condition,
  columns: readonly ColumnSchema[],
): Cte {
  const name = eventNameSql(step, columns) ?? 'TRUE'
  return {
    name: `first_of_${number}`,
    about: `The first event of each with the name of step ${number}, whatever else it says`,
    sql: `SELECT key, min(place) AS place
FROM ${inBrackets(rows.unfiltered(name, [[positionSql('file'), 'place']]))}
GROUP BY key`,
  }
}

/** Rows with their place, of which only those stay that are the first of their name: columns `names`. */
export function onlyFirst(rows: string, step: number, names: readonly string[]): string {
  return select(names, `FROM ${inBrackets(rows)}\nWHERE (key, place) IN (SELECT key, place FROM first_of_${step})`)
}

/**
 * Rows (key, position, is_entry) of the events that meet a step, as rows (key, position) of those that may fill it: of each
 * key the first alone where `first`, and only those of an entry's dates where `entry`.
 */
export function stepRows(rows: string, { first, entry }: { readonly first: boolean; readonly entry: boolean }): string {
  if (!first) return rows
  if (!entry) return `SELECT key, min(position) AS position\nFROM ${inBrackets(rows)}\nGROUP BY key`
  const firsts = select(
    ['key', 'min(position) AS position', 'arg_min(is_entry, position) AS is_entry'],
    `FROM ${inBrackets(rows)}\nGROUP BY key`,
  )
  return `SELECT key, position\nFROM ${inBrackets(firsts)}\nWHERE is_entry`
}

const replaced = (columns: readonly string[], rows: string): string =>
  `SELECT * REPLACE (\n  ${columns.join(',\n  ')}\n)\nFROM ${inBrackets(rows)}`

/** Rows with a flag is_step_n for each step and their place in the file, with the flags of the given steps left to the first row of each key that has them. */
export function flagFirsts(rows: string, steps: readonly number[]): string {
  if (steps.length === 0) return rows
  const flags = steps.map(
    (step) =>
      `is_step_${step} AND place = min(place) FILTER (WHERE is_step_${step}) OVER (PARTITION BY key) AS is_step_${step}`,
  )
  return replaced(flags, rows)
}

/** As flagFirsts, for rows with the flags as bits of `mask` (bit n - 1 for step n); rows that meet no step any more are left out, unless `all` stay. */
export function maskFirsts(rows: string, steps: readonly number[], all = false): string {
  if (steps.length === 0) return rows
  const lost = steps.map((step) => {
    const bit = 2 ** (step - 1)
    return `CASE
      WHEN mask & ${bit} <> 0 AND place > min(place) FILTER (WHERE mask & ${bit} <> 0) OVER (PARTITION BY key) THEN ${bit}
      ELSE 0
    END`
  })
  const narrowed = replaced([`mask - (\n    ${lost.join('\n    + ')}\n  ) AS mask`], rows)
  return all ? narrowed : `SELECT *\nFROM ${inBrackets(narrowed)}\nWHERE mask <> 0`
}

/** As maskFirsts, for steps that only the first event of their name may fill (each with its bit of `mask`); all rows stay. */
export function maskUnfiltered(
  rows: string,
  steps: readonly { readonly step: number; readonly bit: number }[],
): string {
  if (steps.length === 0) return rows
  const lost = steps.map(
    ({ step, bit }) => `CASE
      WHEN mask & ${bit} <> 0 AND (key, place) NOT IN (SELECT key, place FROM first_of_${step}) THEN ${bit}
      ELSE 0
    END`,
  )
  return replaced([`mask - (\n    ${lost.join('\n    + ')}\n  ) AS mask`], rows)
}
