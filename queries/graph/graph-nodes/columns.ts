import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  node: { about: 'The node, as the table names it.', format: 'text' },
  degree: { about: 'Neighbours: other nodes with an edge from or to it.', format: 'integer' },
  in: { about: 'Nodes with an edge to it.', format: 'integer' },
  out: { about: 'Nodes that it has an edge to.', format: 'integer' },
  mutual: { about: 'Neighbours with edges in both directions.', format: 'integer' },
  triangles: { about: 'Pairs of its neighbours that are neighbours of one another.', format: 'integer' },
  clustering: {
    about: 'The same as a share of all pairs of its neighbours; empty for fewer than two.',
    format: 'ratio',
    nullable: true,
  },
  reach: { about: 'Other nodes that it reaches in one or two steps.', format: 'integer' },
  component: { about: 'The number of its component, 1 for the largest.', format: 'integer' },
  bridges: { about: 'Its edges without which its component falls into two.', format: 'integer' },
  holds_together: { about: 'Whether its component falls apart without it.', format: 'boolean' },
})
