import { elementAt, required } from '../../../src-renderer/base/required'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readGraph } from '../graph'
import { COLUMNS } from './columns'
import { readSameValues } from './nodeTable'
import { RULES } from './rules'
import { readSame } from './sameValues'
import { makeSuggest } from './suggest'

const numberOf = (values: ParameterValues, name: string): number => Number(values[name])

/** The candidates of every node, or of the one that is named. */
export function finishSuggestions(answer: ResultTable, values: ParameterValues): ResultTable {
  const graph = readGraph(answer)
  const suggest = makeSuggest(graph, {
    isDirected: values['directed'] === true,
    top: numberOf(values, 'top'),
    minMutual: numberOf(values, 'min_mutual'),
    mostNeighbours: typeof values['most_neighbours'] === 'number' ? values['most_neighbours'] : null,
    score: required(RULES.find(({ value }) => value === values['rule'])).score,
    ruleWeight: typeof values['rule_weight'] === 'number' ? values['rule_weight'] : 1,
    same: readSame(answer, graph, readSameValues(values)),
  })
  const only = values['node'] ?? null
  const rows = graph.names.flatMap((node, at) =>
    only !== null && only !== node
      ? []
      : suggest(at).map(({ candidate, ...said }, place) => ({
          node,
          place: place + 1,
          candidate: elementAt(graph.names, candidate),
          ...said,
        })),
  )
  return declaredResult(COLUMNS, rows)
}
