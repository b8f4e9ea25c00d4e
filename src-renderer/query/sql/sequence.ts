import type { CustomEvent } from '../../model/dataModel'
import { sequenceColumn } from '../../model/madeColumns'
import { readCondition, type Condition, type FilterNode } from './condition'
import { eventRules, withRule } from './customEvents'
import { readDuration } from './duration'
import { refuse } from './refuse'

/** A sequence of the model, read. */
export interface Sequence {
  readonly steps: readonly Condition[]
  /** Null for no limit. */
  readonly windowMicros: number | null
  readonly order: 'ordered' | 'strict'
  /** The columns of events that its steps name, `event` among them. */
  readonly columns: readonly string[]
}

function columnsIn(node: FilterNode): readonly string[] {
  if ('column' in node) return [node.column]
  return ('all' in node ? node.all : node.any).flatMap(columnsIn)
}

/**
 * Reads the sequence of one of a model's events; its steps may be events of the model that stand before it, but no
 * sequences. Throws `bad-parameter`.
 */
export function readSequence(name: string, events: readonly CustomEvent[]): Sequence {
  const index = events.findIndex((one) => one.name === name)
  const sequence = events[index]?.sequence
  if (sequence === null || sequence === undefined)
    return refuse(name, name, 'there is no sequence of that name in the model')
  const rules = eventRules(events.slice(0, index))
  const steps = sequence.steps.map((step) => readCondition(withRule(step, rules), name))
  const columns = [
    ...new Set(['event', ...steps.flatMap(({ where, is }) => [...where, ...(is ?? [])].flatMap(columnsIn))]),
  ]
  const inner = events.find(
    (one) => one.sequence !== null && [false, true].some((by) => columns.includes(sequenceColumn(one.name, by))),
  )
  if (inner !== undefined) return refuse(name, inner.name, 'a sequence cannot be a step of a sequence')
  return { steps, windowMicros: readDuration(sequence.window, name), order: sequence.order, columns }
}
