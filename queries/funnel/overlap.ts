import { elementAt } from '../../src-renderer/base/required'
import type { Step } from '../../src-renderer/query/sql/step'

/** Steps (counted from 1) that one event may fill, so that they compete for events. */
export interface StepGroup {
  readonly steps: readonly number[]
  /** All steps of the group ask for the same. */
  readonly identical: boolean
}

function sameCondition(a: Step, b: Step): boolean {
  return JSON.stringify([a.event, a.is, a.where, a.first]) === JSON.stringify([b.event, b.is, b.where, b.first])
}

/** Whether one event could meet both: always assumed, unless they name different events of the log. */
function mayOverlap(a: Step, b: Step): boolean {
  if (a.is !== undefined || b.is !== undefined) return true
  return a.event === null || b.event === null || a.event === b.event
}

/** The steps in groups, so that no event can fill steps of two groups. */
export function groupSteps(steps: readonly Step[]): readonly StepGroup[] {
  const groups: number[][] = []
  steps.forEach((step, index) => {
    const touching = groups.filter((group) => group.some((other) => mayOverlap(elementAt(steps, other - 1), step)))
    const merged = [...touching.flat(), index + 1].sort((a, b) => a - b)
    for (const group of touching) groups.splice(groups.indexOf(group), 1)
    groups.push(merged)
  })
  return groups.map((group) => ({
    steps: group,
    identical: group.every((step) =>
      sameCondition(elementAt(steps, step - 1), elementAt(steps, elementAt(group, 0) - 1)),
    ),
  }))
}
