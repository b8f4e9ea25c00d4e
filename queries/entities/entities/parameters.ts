import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'

export const ORDERS = ['descending', 'ascending'] as const

export const ENTITY_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'per',
    type: 'columns',
    label: 'One row per',
    default: [],
    max: 4,
    emptyMeans: 'User',
    help: 'A row for each user, or for each combination of values of these columns: restaurants, threads, creators.',
  },
  {
    name: 'measures',
    type: 'measures',
    label: 'Measures',
    default: [{ name: 'events', event: null, measure: 'count' }],
    max: 12,
    help: 'What to count or compute for each, and from which events; or a measure of the model.',
  },
  {
    name: 'formula',
    type: 'formulas',
    label: 'Formula',
    default: null,
    more: true,
    help: 'Figures over the measures by their names, such as A / B; several with commas. They are then shown instead.',
  },
  {
    name: 'peers',
    type: 'columns',
    label: 'Among peers of',
    default: [],
    max: 4,
    emptyMeans: 'All',
    help: 'Ranks and percentiles are among those with the same values of these columns, by the newest of each.',
  },
  {
    name: 'weights',
    type: 'text',
    label: 'Score',
    default: '',
    help: 'Weights of measures, such as orders = 2, refunds = -1: the weighted mean of their percentiles, 0 to 100.',
  },
  {
    name: 'tiers',
    type: 'text',
    label: 'Tiers',
    default: '',
    help: 'From the highest on, such as gold >= 80, silver >= 50, bronze: of the score, or of the figure chosen.',
  },
  {
    name: 'tier_by',
    type: 'text',
    label: 'Tiers of',
    default: '',
    more: true,
    help: 'The figure that tiers cut, such as NAME_change; empty for the score, or the first measure without one.',
  },
  {
    name: 'sort',
    type: 'text',
    label: 'Sorted by',
    default: '',
    help: 'A column of the answer: a measure, NAME_before, NAME_change and the like; empty for the score, or the first measure.',
  },
  {
    name: 'order',
    type: 'choice',
    label: 'Order',
    default: 'descending',
    help: 'Which end comes first; empty figures come last.',
    options: [
      { value: 'descending', label: 'Highest first' },
      { value: 'ascending', label: 'Lowest first', help: 'Those who need help, where little is bad.' },
    ],
  },
  {
    name: 'limit',
    type: 'integer',
    label: 'Rows',
    default: null,
    min: 1,
    max: 10_000_000,
    help: 'How many rows are listed; empty for all. Ranks count all, listed or not.',
  },
  ...COMMON_PARAMETERS,
]
