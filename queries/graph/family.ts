import type { Family } from '../../src-renderer/query/contract/family'
import { graphNodes } from './graph-nodes'
import { graphSuggestions } from './graph-suggestions'
import { graphSummary } from './graph-summary'
import { EDGE_PARAMETERS } from './parameters'

export const graphFamily: Family = {
  name: 'graph',
  panels: [
    {
      name: 'graph',
      title: 'Graph',
      icon: 'network',
      about: 'Who is tied to whom: neighbours, triangles, what holds the graph together, and whom to suggest.',
      group: 'Analyses',
      tabs: [graphNodes, graphSummary, graphSuggestions],
      sample: 'people-you-may-know',
      shared: [...EDGE_PARAMETERS.map((spec) => spec.name), 'filter'],
    },
  ],
}
