import type { FilterNode } from '../../query/sql/condition'
import { filterText, readCondition, readFilter } from '../../query/sql/condition'
import type { ParameterValue } from '../../query/contract/parameter'

/** An event with its conditions as a form holds it: `event` null is any event. */
export interface EventValue {
  readonly event: string | null
  readonly where: readonly FilterNode[]
}

/**
 * Reads a parameter's value for showing; one that makes no sense is shown as any event, and the form's check says what
 * is wrong.
 */
export function readEventValue(value: unknown): EventValue {
  try {
    return readCondition(value, 'event')
  } catch {
    return { event: null, where: [] }
  }
}

/**
 * The shortest value that says the same: a bare name, null, or the object. A name that the terminal would take for JSON
 * is always written as an object.
 */
export function writeEventValue({ event, where }: EventValue): ParameterValue {
  const plain = event === null || (event.trim() !== 'null' && !/^\s*[[{"]/.test(event) && event !== '')
  return where.length === 0 && plain ? event : { event, where }
}

/** Conditions for showing; those that cannot be read are left out. */
export function readTerms(value: unknown): readonly FilterNode[] {
  try {
    return readFilter(value)
  } catch {
    return []
  }
}

/** "purchase where plan = pro", for summaries and spoken names. */
export function describeEvent({ event, where }: EventValue): string {
  return `${event ?? 'Any event'}${where.length === 0 ? '' : ` where ${filterText(where)}`}`
}

/** A proposed event, or proposed steps in their order, for a sentence: "paid", or "view, cart, paid" in quotes each. */
export function proposedText(value: ParameterValue): string {
  const each = Array.isArray(value) ? (value as readonly unknown[]) : [value]
  return each.map((one) => `“${describeEvent(readEventValue(one))}”`).join(', ')
}
