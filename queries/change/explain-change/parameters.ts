import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'

export const CHANGE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'measure',
    type: 'measures',
    label: 'Measure',
    default: [{ name: 'A', event: null, measure: 'count' }],
    max: 2,
    help: 'The figure that changed: a count, a sum, users, a mean or a per-user figure; or a measure of the model.',
  },
  {
    name: 'formula',
    type: 'formulas',
    label: 'Formula',
    default: null,
    help: 'A quotient of two of these measures, such as A / B, in their place.',
  },
  {
    name: 'columns',
    type: 'columns',
    label: 'By the columns',
    default: [],
    max: 12,
    emptyMeans: 'Columns of text',
    help: 'Whose values the change is divided over, each column by itself; empty for those of text and yes or no.',
  },
  {
    name: 'limit',
    type: 'integer',
    label: 'Values shown',
    default: 8,
    min: 1,
    max: 1000,
    more: true,
    help: 'How many values of a column are shown before "Other", those that moved most first.',
  },
  {
    name: 'of',
    type: 'filter',
    label: 'Only here',
    default: [],
    more: true,
    help: 'What events of the period must meet besides: one of two values that are held against each other.',
  },
  {
    name: 'against',
    type: 'filter',
    label: 'Only there',
    default: [],
    more: true,
    help: 'What events on the other side must meet: the other value.',
  },
  ...COMMON_PARAMETERS.map((spec): ParameterSpec =>
    spec.name === 'compare'
      ? {
          name: 'compare',
          type: 'comparison',
          label: 'Against',
          default: 'previous-period',
          help:
            'Earlier dates, or dates:FROM..TO; on the same dates those who are not in the segment (everyone-else), or ' +
            'segment:NAME.',
          options: [
            { value: 'previous-period', label: 'The days before', help: 'As many days directly before.' },
            { value: 'previous-week', label: 'A week earlier' },
            { value: 'previous-month', label: 'A month earlier' },
            { value: 'previous-year', label: 'A year earlier' },
          ],
        }
      : spec,
  ),
]
