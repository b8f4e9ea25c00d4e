import { literal } from '../../src-renderer/query/sql/literal'
import { inBrackets, select, type Cte } from '../../src-renderer/query/sql/statement'
import { chooseSql, chosenCte, gradedCtes, numbers, positionColumns, stepAt, type AttemptShape } from './attempt'
import type { EntryRule, TieRule } from './options'

/**
 * WITH queries for steps in order, ending in `chosen` (key, step_1_at … step_N_at, depth). They read step_events_1 …
 * step_events_N (key, position).
 *
 * An attempt takes each step at the earliest event after the step before it. The chain from a key's first entry reaches,
 * window aside, all that any attempt of that key can reach: where the window takes nothing from it, it is the answer, and
 * it costs no sort (hash joins and minima). Only the other keys have all their entries tried, with ASOF joins backward
 * from the last step.
 */
export function orderedCtes(shape: AttemptShape, entry: EntryRule, ties: TieRule): readonly Cte[] {
  const after = stepOrder(shape, ties)
  const every = gradedCtes('every_try', 'Each of these attempts', 'from_step_1', shape)
  if (shape.everyTry) return [...everyChainCtes(shape, after, true), ...every]
  const everyKey = entry === 'latest' || shape.partSql !== undefined
  const onlyFirst =
    !everyKey &&
    (entry === 'first' || (entry === 'furthest' && shape.windowMicros === null && shape.exclusions.length === 0))
  const first = everyKey
    ? []
    : [...firstChainCtes(shape, after), ...gradedCtes('first_try', 'Each first attempt', 'first_chain', shape)]
  if (onlyFirst) return [...first, onlyFirstCte(shape)]
  const others = [...everyChainCtes(shape, after, everyKey), ...every]
  if (everyKey) return [...others, chosenCte(chooseSql('every_try', entry, shape))]
  return [...first, unsettledCte(), ...others, ...chosenCtes(shape)]
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

/** `chosen` where the first attempt of each key is the one that counts. */
export function onlyFirstCte(shape: AttemptShape): Cte {
  return chosenCte(select(['key', ...positionColumns(shape.steps), 'depth'], 'FROM first_try\nWHERE NOT void'))
}

/** Keys for which the window, or an exclusion, took something from the first attempt. */
export function unsettledCte(): Cte {
  return {
    name: 'unsettled',
    about: 'Those whose first attempt lost something to the window or to an excluded event: a later one may be better',
    sql: 'SELECT key, depth\nFROM first_try\nWHERE depth < chain\n  OR void',
  }
}

/**
 * `chosen` from `first_try` and, for the unsettled keys, `every_try`. Where no attempt is void only attempts that get further
 * than the first can take its place: it is the earliest of its depth.
 */
export function chosenCtes(shape: AttemptShape): readonly Cte[] {
  const columns = ['key', ...positionColumns(shape.steps), 'depth']
  const both = (first: string, others: string): Cte =>
    chosenCte(
      `${select(columns, `FROM first_try\nWHERE ${first}`)}\nUNION ALL\n${chooseSql(others, 'furthest', shape)}`,
    )
  if (shape.exclusions.length > 0 && !shape.cut) return [both('depth = chain\n  AND NOT void', 'every_try')]
  return [
    {
      name: 'further',
      about: 'Attempts that get further than the first one',
      sql: select(
        ['every_try.key', ...positionColumns(shape.steps), 'every_try.depth', 'void'],
        `FROM every_try
JOIN unsettled ON every_try.key = unsettled.key
WHERE every_try.depth > unsettled.depth`,
      ),
    },
    both('key NOT IN (SELECT key FROM further)', 'further'),
  ]
}

/** The chain of each key's first entry: `first_chain` (key, step_1_at … step_N_at). */
function firstChainCtes(shape: AttemptShape, { isBefore, slack }: StepOrder): readonly Cte[] {
  const later = numbers(2, shape.steps)
  return [
    {
      name: 'first_step_1',
      about: 'When each came to the first step for the first time',
      sql: `SELECT key, min(position) AS ${stepAt(1)}\nFROM step_events_1\nGROUP BY key`,
    },
    ...later.map((step): Cte => ({
      name: `first_step_${step}`,
      about: `From there, when to step ${step}`,
      sql: `SELECT before.key, min(event.position) AS ${stepAt(step)}
FROM step_events_${step} AS event
JOIN first_step_${step - 1} AS before ON event.key = before.key
WHERE before.${stepAt(step - 1)}${slack} ${isBefore} event.position
GROUP BY before.key`,
    })),
    {
      name: 'first_chain',
      about: 'The first attempt of each: all these steps in one row',
      sql: select(
        ['first_step_1.key', ...positionColumns(shape.steps)],
        [
          'FROM first_step_1',
          ...later.map((step) => `LEFT JOIN first_step_${step} ON first_step_1.key = first_step_${step}.key`),
        ].join('\n'),
      ),
    },
  ]
}

/** The chains of all entries: `from_step_1` (key, step_1_at … step_N_at). An entry at the very position of another stands once. */
function everyChainCtes(shape: AttemptShape, { isBefore, slack }: StepOrder, everyKey: boolean): readonly Cte[] {
  const { steps } = shape
  const distinct = shape.kind === 'file' ? '' : 'DISTINCT '
  const which = everyKey ? '' : '\nWHERE key IN (SELECT key FROM unsettled)'
  const rows = (step: number): string => inBrackets(`SELECT ${distinct}key, position\nFROM step_events_${step}${which}`)
  return numbers(1, steps)
    .toReversed()
    .map((step): Cte => {
      const name = `from_step_${step}`
      const about = `Each event of step ${step}${step === steps ? '' : ', and the steps that follow soonest'}`
      if (step === steps) return { name, about, sql: `SELECT key, position AS ${stepAt(step)}\nFROM ${rows(step)}` }
      return {
        name,
        about,
        sql: select(
          [
            'event.key',
            `event.position AS ${stepAt(step)}`,
            ...numbers(step + 1, steps).map((one) => `later.${stepAt(one)}`),
          ],
          `FROM ${rows(step)} AS event
ASOF LEFT JOIN from_step_${step + 1} AS later ON event.key = later.key
  AND event.position${slack} ${isBefore} later.${stepAt(step + 1)}`,
        ),
      }
    })
}
