import { select, type Cte } from '../../src-renderer/query/sql/statement'
import { chooseSql, chosenCte, gradedCtes, numbers, stepAt, type AttemptShape } from './attempt'
import type { EntryRule, TieRule } from './options'
import { timeSql } from '../events/position'

/**
 * WITH queries for steps with nothing between them, ending in `chosen` (key, step_1_at … step_N_at, depth), or in
 * `every_try`. They read `all_events` (key, position, is_entry, is_step_2 … is_step_N): all events of each key, in the
 * file's order within a time.
 */
export function adjacentCtes(shape: AttemptShape, entry: EntryRule, ties: TieRule): readonly Cte[] {
  const later = numbers(2, shape.steps)
  const nextAt = (step: number): string => `next_${step}_at`
  const next = later.map(
    (step) => `lead(CASE WHEN is_step_${step} THEN position END, ${step - 1}) OVER in_order AS ${nextAt(step)}`,
  )
  const reached = later.map((step) => {
    const chain = numbers(2, step).map((one) => {
      const before = one === 2 ? stepAt(1) : nextAt(one - 1)
      return ties === 'strict'
        ? `${timeSql(nextAt(one), shape.kind)} > ${timeSql(before, shape.kind)}`
        : `${nextAt(one)} IS NOT NULL`
    })
    return `CASE\n    WHEN ${chain.join('\n      AND ')}\n    THEN ${nextAt(step)}\n  END AS ${stepAt(step)}`
  })
  return [
    {
      name: 'followed_events',
      about: 'Each event with those right after it, where they are the steps that should stand there',
      sql: select(
        ['key', `position AS ${stepAt(1)}`, 'is_entry', ...next],
        'FROM all_events\nWINDOW in_order AS (PARTITION BY key ORDER BY position)',
      ),
    },
    {
      name: 'runs',
      about: 'From each entry on, the steps that follow without a gap',
      sql: select(['key', stepAt(1), ...reached], 'FROM followed_events\nWHERE is_entry'),
    },
    ...gradedCtes('every_try', 'Each of these attempts', 'runs', shape),
    ...(shape.everyTry ? [] : [chosenCte(chooseSql('every_try', entry, shape))]),
  ]
}
