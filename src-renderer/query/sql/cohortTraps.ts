import { endOf, wordOf, type SqlNode } from './sqlNodes'
import { flatten, isSign, textOf, type ReadText, type SqlTrap } from './trap'

const AGES = new Set(['date_diff', 'datediff', 'datesub', 'date_sub'])

/** A first day of each user: `min(ts)` grouped by a user, or `first_seen`. */
function findsFirstDays({ selects }: ReadText): boolean {
  return selects.some(({ clauses }) => {
    const select = flatten(clauses.select)
    const isGrouped = flatten(clauses.group).some((node) =>
      /user|customer|account|player|person|all/i.test(wordOf(node)),
    )
    return isGrouped && select.some((node, at) => wordOf(node) === 'min' && select[at + 1]?.kind === 'group')
  })
}

/** An age in days of a cohort: the difference of two dates that is compared or grouped. */
function ageAt(nodes: readonly SqlNode[]): SqlNode | null {
  return (
    nodes.find((node, at) => AGES.has(wordOf(node)) && nodes[at + 1]?.kind === 'group') ??
    nodes.find(
      (node, at) =>
        isSign(node, '-') &&
        /\b(?:first|cohort|joined|signup|start|birth)\w*/i.test(textOf(nodes.slice(at + 1, at + 4))),
    ) ??
    null
  )
}

/**
 * A share of cohorts that came back after so many days, over cohorts that are not that old yet. It is told by a first
 * day of each user, an age, a division and no look at where the data end.
 */
export function cohortTraps(read: ReadText): readonly SqlTrap[] {
  const all = read.selects.flatMap(({ clauses, relations }) => [
    ...flatten([...clauses.select, ...clauses.where, ...clauses.having]),
    ...relations.flatMap(({ on }) => flatten(on)),
  ])
  const age = ageAt(all)
  const usesFirst = findsFirstDays(read) || all.some((node) => wordOf(node) === 'first_seen')
  const divides = all.some((node) => isSign(node, '/'))
  const knowsEnd = all.some((node) => ['max', 'current_date', 'today', 'last_seen', 'complete'].includes(wordOf(node)))
  if (age === null || !usesFirst || !divides || knowsEnd) return []
  return [
    {
      kind: 'immature',
      from: age.start,
      to: endOf(age),
      says:
        'Cohorts that are younger than this age cannot have come back yet, and count as if they had not: the newest look worse than they are. ' +
        'Leave out users whose first day lies less than that before the last day of the data; Retention does.',
      instead: { route: 'retention', label: 'Retention' },
    },
  ]
}
