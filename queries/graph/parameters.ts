import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'

/** Which column is which, shared by the analyses of a graph. */
export const EDGE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'table',
    type: 'text',
    label: 'Table',
    default: null,
    help: 'The table with the edges; the only one with columns like source and target when empty.',
    emptyMeans: 'Automatic',
  },
  {
    name: 'from_column',
    type: 'column',
    label: 'From',
    default: null,
    help: 'The column with the node that an edge comes from; found by its name when empty.',
    emptyMeans: 'Automatic',
  },
  {
    name: 'to_column',
    type: 'column',
    label: 'To',
    default: null,
    help: 'The column with the node that an edge leads to; found by its name when empty.',
    emptyMeans: 'Automatic',
  },
  {
    name: 'directed',
    type: 'boolean',
    label: 'Edges lead one way',
    default: false,
    help: 'On for follows and messages, off for friendships: whether an edge leads from one to the other alone.',
  },
]

export const EDGE_FILTER: ParameterSpec = {
  name: 'filter',
  type: 'filter',
  label: 'Filter',
  default: [],
  help: 'Only rows for which all these conditions hold: friendships that are active, messages of one week.',
}
