import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import {
  askedOf,
  edgeChoice,
  EDGES,
  naiveEdges,
  nodesOf,
  PEOPLE,
  stepsFrom,
  type EdgeChoice,
  type EdgeRow,
  type NaiveEdge,
} from '../edges'

interface Choice extends EdgeChoice {
  readonly rule: 'mutual' | 'strength' | 'jaccard' | 'adamic-adar' | 'resource-allocation'
  readonly top: number
  readonly least: number
  readonly most: number | null
  readonly weighed: boolean
  readonly same: Readonly<Partial<Record<'color' | 'shape', number>>>
  readonly ruleWeight: number
}

/** A node's value by the definition: the smallest of its rows. */
const valueOf = (node: string, column: 'color' | 'shape'): string | null =>
  PEOPLE.filter(({ name }) => name === node)
    .flatMap((person) => person[column] ?? [])
    .toSorted()[0] ?? null

function strengthOf(edges: readonly NaiveEdge[], one: string, other: string, { directed, weighed }: Choice): number {
  return edges
    .filter(
      ({ source, target }) => (source === one && target === other) || (!directed && source === other && target === one),
    )
    .flatMap(({ rows }) => rows)
    .reduce((sum, { weight }) => sum + (weighed ? (weight ?? 0) : 1), 0)
}

/** All candidates of each node from the definition, one by one. */
function reference(rows: readonly EdgeRow[], choice: Choice): readonly object[] {
  const edges = naiveEdges(rows, choice)
  const nodes = nodesOf(edges)
  const degree = (node: string): number => stepsFrom(edges, node, false).length
  const open = (node: string): boolean => choice.most === null || degree(node) <= choice.most
  const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0)
  return nodes.flatMap((node) => {
    const near = stepsFrom(edges, node, choice.directed)
    return nodes
      .filter((other) => other !== node && !near.includes(other))
      .map((candidate) => {
        const leading = nodes.filter((one) => stepsFrom(edges, one, choice.directed).includes(candidate)).filter(open)
        const both = near.filter(open).filter((one) => leading.includes(one))
        const strength = sum(
          both.map((one) => Math.min(strengthOf(edges, node, one, choice), strengthOf(edges, one, candidate, choice))),
        )
        const score = {
          mutual: both.length,
          strength,
          jaccard: both.length / new Set([...near.filter(open), ...leading]).size,
          'adamic-adar': sum(both.map((one) => 1 / Math.log(degree(one)))),
          'resource-allocation': sum(both.map((one) => 1 / degree(one))),
        }[choice.rule]
        const same = (['color', 'shape'] as const).filter(
          (column) =>
            choice.same[column] !== undefined &&
            valueOf(node, column) !== null &&
            valueOf(node, column) === valueOf(candidate, column),
        )
        return {
          candidate,
          mutual: both.length,
          strength,
          score: choice.ruleWeight * score + sum(same.map((column) => choice.same[column]!)),
          same: same.length === 0 ? null : same.join(', '),
        }
      })
      .filter(({ mutual }) => mutual >= choice.least)
      .toSorted((a, b) => (Math.abs(b.score - a.score) > 1e-9 ? b.score - a.score : a.candidate < b.candidate ? -1 : 1))
      .slice(0, choice.top)
      .map((one, place) => ({ node, place: place + 1, ...one }))
  })
}

const NONE = 'it reads a table of edges: '
export const analysisCase: AnalysisCase<readonly EdgeRow[], Choice> = {
  log: EDGES,
  choices: fc
    .tuple(
      edgeChoice,
      fc.record({
        rule: fc.constantFrom<Choice['rule'][]>('mutual', 'strength', 'jaccard', 'adamic-adar', 'resource-allocation'),
        top: fc.constantFrom(1, 3, 100),
        least: fc.constantFrom(1, 1, 2),
        most: fc.constantFrom(null, 3, 5000),
        weighed: fc.boolean(),
        same: fc.constantFrom({}, { color: 1 }, { color: 2, shape: 0.5 }, { shape: -1 }),
        ruleWeight: fc.constantFrom(1, 1, 0, 0.5),
      }),
    )
    .map(([edge, more]) => ({ ...edge, ...more })),
  asked: (choice) => ({
    ...askedOf(choice),
    rule: choice.rule,
    top: choice.top,
    min_mutual: choice.least,
    most_neighbours: choice.most,
    weight: choice.weighed ? 'weight' : null,
    rule_weight: choice.ruleWeight,
    same_values: Object.entries(choice.same)
      .map(([column, weight]) => (weight === 1 ? column : `${column} = ${weight}`))
      .join(', '),
  }),
  reference,
  behind: { place: { because: 'it is which place, no count', heldBy: 'the column mutual' } },
  without: {
    range: `${NONE}it has no dates`,
    comparison: `${NONE}it has no dates and no users`,
    bench: `${NONE}the generated log is of events`,
  },
}
