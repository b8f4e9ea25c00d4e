import { filterText, type Condition } from '../../src-renderer/query/sql/condition'
import type { FunnelOptions } from './options'

/** A condition in words, for results and charts. */
function conditionLabel(condition: Condition): string {
  const name = condition.event ?? 'any event'
  return condition.where.length === 0 ? name : `${name} (${filterText(condition.where)})`
}

/** What the rows of the result are called. */
export function stepLabels(options: FunnelOptions): readonly string[] {
  if (options.order === 'any') return options.steps.map((_, index) => `any ${index + 1} of ${options.steps.length}`)
  return options.steps.map(
    (step) => `${step.first ? 'first ' : ''}${conditionLabel(step)}${step.optional ? ' (optional)' : ''}`,
  )
}
