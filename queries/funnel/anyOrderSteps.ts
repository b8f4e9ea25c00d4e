import type { Cte } from '../../src-renderer/query/sql/statement'
import { everyCtes, firstCtes, furthestCtes, planOf } from './anyOrderTries'
import { chooseSql, chosenCte, gradedCtes, stepAt, type AttemptShape } from './attempt'
import type { EntryRule } from './options'
import { chosenCtes, onlyFirstCte, unsettledCte } from './orderedSteps'
import type { StepGroup } from './overlap'
import { limitSql } from '../events/position'

/**
 * WITH queries for steps in any order, ending in `chosen` (key, step_1_at … step_N_at, depth), where step_n_at is when n of
 * the steps were done. They read `step_events` (key, position, is_entry, is_step_1 … is_step_N): positions are times. An
 * attempt starts at any event that meets a step. As with steps in order, the first attempt of a key is the answer where
 * the window takes nothing from it.
 */
export function anyOrderCtes(shape: AttemptShape, entry: EntryRule, groups: readonly StepGroup[]): readonly Cte[] {
  const plan = planOf(groups)
  const every = gradedCtes('every_try', 'Each of these attempts', 'every_reached', shape)
  if (shape.everyTry) return [...everyCtes(plan, null, null), ...every]
  const everyKey = entry === 'latest' || shape.partSql !== undefined
  const onlyFirst =
    !everyKey &&
    (entry === 'first' || (entry === 'furthest' && shape.windowMicros === null && shape.exclusions.length === 0))
  const first = everyKey
    ? []
    : [...firstCtes(plan), ...gradedCtes('first_try', 'Each first attempt', 'first_reached', shape)]
  if (onlyFirst) return [...first, onlyFirstCte(shape)]
  if (everyKey) return [...everyCtes(plan, null, null), ...every, chosenCte(chooseSql('every_try', entry, shape))]
  if (
    shape.exclusions.length === 0 &&
    shape.windowMicros !== null &&
    groups.every((group) => group.steps.length === 1)
  ) {
    return [...first, unsettledCte(), ...furthestCtes(plan, shape), ...every, ...chosenCtes(shape)]
  }
  // Where no attempt is void only those that get further than the first matter: the others need not be put in order.
  const within =
    (shape.exclusions.length > 0 && !shape.cut) || shape.windowMicros === null
      ? null
      : limitSql(stepAt(1), shape.windowMicros, shape.kind)
  return [
    ...first,
    unsettledCte(),
    ...everyCtes(plan, 'key IN (SELECT key FROM unsettled)', within),
    ...every,
    ...chosenCtes(shape),
  ]
}
