import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'
import { DIFFED, DEFAULT_DEFINITION } from './sides'

const names = [
  ...new Set(Object.values(DIFFED).flatMap((analysis) => (analysis.presets ?? []).map((preset) => preset.name))),
]

/** What says which two definitions of what are held against each other. */
export const DEFINITION_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'analysis',
    type: 'choice',
    label: 'Analysis',
    default: 'retention',
    help: 'What is defined in two ways.',
    options: [
      { value: 'retention', label: 'Retention' },
      { value: 'funnel', label: 'Funnel' },
    ],
  },
  {
    name: 'a',
    type: 'text',
    label: 'Definition A',
    default: DEFAULT_DEFINITION,
    help:
      `${DEFAULT_DEFINITION}, a preset of the analysis (${names.join(', ')}), ` +
      'or parameters as JSON: {"clock":"rolling"}.',
  },
  {
    name: 'b',
    type: 'text',
    label: 'Definition B',
    default: 'mixpanel',
    help: 'The one to hold against A, given in the same way.',
  },
  {
    name: 'parameters',
    type: 'text',
    label: 'Question',
    default: null,
    help:
      'What both have in common, as JSON: {"start_event":"signup"} or {"steps":["view","paid"]}. ' +
      'What a definition sets itself stands over it.',
  },
]

export const FIGURES: ParameterSpec = {
  name: 'figures',
  type: 'text',
  label: 'Figures',
  default: null,
  help:
    'Numbers of the periods or steps to compare, such as 1, 7, 30; empty for these days, weeks 1, 4, 12, ' +
    'months 1, 3, 12, or all steps.',
}
