import { literal } from '../../src-renderer/query/sql/literal'
import { gradedCtes, chooseSql, numbers, positionColumns, type AttemptShape } from './attempt'
import type { EntryRule, TieRule } from './options'

/**
 * CTEs for steps in order, ending in `chosen` (k, o1 … oN, depth). They read at_step_1 … at_step_N (k, o).
 *
 * An attempt takes each step at the earliest event after the step before it. The chain from a key's first entry reaches,
 * window aside, all that any attempt of that key can reach: where the window takes nothing from it, it is the answer, and
 * it costs no sort (hash joins and minima). Only the other keys have all their entries tried, with ASOF joins backward
 * from the last step.
 */
export function orderedCtes(shape: AttemptShape, entry: EntryRule, ties: TieRule): readonly string[] {
  const after = stepOrder(shape, ties)
  if (shape.everyTry) return [...everyChainCtes(shape, after, true), ...gradedCtes('every_try', 'from_step_1', shape)]
  const everyKey = entry === 'latest' || shape.partSql !== undefined
  const onlyFirst =
    !everyKey &&
    (entry === 'first' || (entry === 'furthest' && shape.windowMicros === null && shape.exclusions.length === 0))
  const first = everyKey ? [] : [...firstChainCtes(shape, after), ...gradedCtes('first_try', 'first_chain', shape)]
  if (onlyFirst)
    return [...first, `chosen AS (SELECT k, ${positionColumns(shape.steps)}, depth FROM first_try WHERE NOT void)`]
  const others = [...everyChainCtes(shape, after, everyKey), ...gradedCtes('every_try', 'from_step_1', shape)]
  if (everyKey) return [...others, `chosen AS (${chooseSql('every_try', entry, shape)})`]
  return [...first, ...unsettledCtes(), ...others, ...chosenCtes(shape)]
}

/** How the positions of two steps that follow each other compare: `earlier < later`, with the tolerance taken off the earlier one. */
interface StepOrder {
  readonly isBefore: '<' | '<='
  readonly slack: string
}

function stepOrder(shape: AttemptShape, ties: TieRule): StepOrder {
  return {
    isBefore: ties === 'any' || ties === 'second' || ties === 'within' ? '<=' : '<',
    slack: shape.toleranceMicros === 0 ? '' : ` - ${literal(BigInt(shape.toleranceMicros))}`,
  }
}

/** Keys for which the window, or an exclusion, took something from the first attempt. */
export function unsettledCtes(): readonly string[] {
  return ['unsettled AS (SELECT k, depth FROM first_try WHERE depth < chain OR void)']
}

/**
 * `chosen` from `first_try` and, for the unsettled keys, `every_try`. Where no attempt is void only attempts that get further
 * than the first can take its place: it is the earliest of its depth.
 */
export function chosenCtes(shape: AttemptShape): readonly string[] {
  const columns = positionColumns(shape.steps)
  if (shape.exclusions.length > 0 && !shape.cut) {
    return [
      `chosen AS (SELECT k, ${columns}, depth FROM first_try WHERE depth = chain AND NOT void
  UNION ALL ${chooseSql('every_try', 'furthest', shape)})`,
    ]
  }
  return [
    `further AS (SELECT every_try.k, ${columns}, every_try.depth, void FROM every_try JOIN unsettled ON every_try.k = unsettled.k WHERE every_try.depth > unsettled.depth)`,
    `chosen AS (SELECT k, ${columns}, depth FROM first_try WHERE k NOT IN (SELECT k FROM further)
  UNION ALL ${chooseSql('further', 'furthest', shape)})`,
  ]
}

/** The chain of each key's first entry: `first_chain` (k, o1 … oN). */
function firstChainCtes(shape: AttemptShape, { isBefore, slack }: StepOrder): readonly string[] {
  const later = numbers(2, shape.steps)
  return [
    'first_1 AS (SELECT k, min(o) AS o1 FROM at_step_1 GROUP BY k)',
    ...later.map(
      (
        step,
      ) => `first_${step} AS (SELECT before.k, min(at_step_${step}.o) AS o${step} FROM at_step_${step} JOIN first_${step - 1} before ON at_step_${step}.k = before.k
    WHERE before.o${step - 1}${slack} ${isBefore} at_step_${step}.o GROUP BY before.k)`,
    ),
    `first_chain AS (SELECT first_1.k, ${positionColumns(shape.steps)} FROM first_1 ${later.map((step) => `LEFT JOIN first_${step} ON first_1.k = first_${step}.k`).join(' ')})`,
  ]
}

/** The chains of all entries: `from_step_1` (k, o1 … oN). An entry at the very position of another stands once. */
function everyChainCtes(shape: AttemptShape, { isBefore, slack }: StepOrder, everyKey: boolean): readonly string[] {
  const { steps } = shape
  const rows = (step: number): string =>
    `SELECT ${shape.kind === 'file' ? '' : 'DISTINCT '}k, o FROM at_step_${step}${everyKey ? '' : ' WHERE k IN (SELECT k FROM unsettled)'}`
  return numbers(1, steps)
    .toReversed()
    .map((step) => {
      if (step === steps) return `from_step_${step} AS (SELECT k, o AS o${step} FROM (${rows(step)}))`
      const rest = numbers(step + 1, steps)
        .map((one) => `later.o${one}`)
        .join(', ')
      return `from_step_${step} AS (SELECT now.k, now.o AS o${step}, ${rest} FROM (${rows(step)}) now
    ASOF LEFT JOIN from_step_${step + 1} later ON now.k = later.k AND now.o${slack} ${isBefore} later.o${step + 1})`
    })
}
