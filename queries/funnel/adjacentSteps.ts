import { chooseSql, gradedCtes, numbers, type AttemptShape } from './attempt'
import type { EntryRule, TieRule } from './options'
import { timeSql } from '../events/position'

/**
 * CTEs for steps with nothing between them, ending in `chosen` (k, o1 … oN, depth), or in `every_try`. They read `in_scope` (k, o, is_entry,
 * is_step_2 … is_step_N): all events of each key, in the file's order within a time.
 */
export function adjacentCtes(shape: AttemptShape, entry: EntryRule, ties: TieRule): readonly string[] {
  const later = numbers(2, shape.steps)
  const next = later.map((step) => `lead(CASE WHEN is_step_${step} THEN o END, ${step - 1}) OVER in_order AS n${step}`)
  const reached = later.map((step) => {
    const chain = numbers(2, step).map((one) => {
      const before = one === 2 ? 'o1' : `n${one - 1}`
      return ties === 'strict'
        ? `${timeSql(`n${one}`, shape.kind)} > ${timeSql(before, shape.kind)}`
        : `n${one} IS NOT NULL`
    })
    return `CASE WHEN ${chain.join(' AND ')} THEN n${step} END AS o${step}`
  })
  return [
    `followed AS (SELECT ${['k', 'o AS o1', 'is_entry', ...next].join(', ')} FROM in_scope WINDOW in_order AS (PARTITION BY k ORDER BY o))`,
    `runs AS (SELECT ${['k', 'o1', ...reached].join(', ')} FROM followed WHERE is_entry)`,
    ...gradedCtes('every_try', 'runs', shape),
    ...(shape.everyTry ? [] : [`chosen AS (${chooseSql('every_try', entry, shape)})`]),
  ]
}
