import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'

export const EXPOSURE_PARAMETER: ParameterSpec = {
  name: 'exposure',
  type: 'event',
  label: 'Exposure',
  default: null,
  help: 'The event with which a user sees a variant; empty for any event that names one.',
}
export const EXPOSURE_PARAMETERS: readonly ParameterSpec[] = [
  EXPOSURE_PARAMETER,
  {
    name: 'variant',
    type: 'column',
    label: 'Variant column',
    default: null,
    help: 'The column that names the variant; found by its name when empty.',
    emptyMeans: 'Automatic',
  },
]
export const CONTROL_PARAMETER: ParameterSpec = {
  name: 'control',
  type: 'text',
  label: 'Control',
  default: null,
  help:
    'The variant that the others are compared with; empty for the one called control, a, off or the like, ' +
    'else the first by name.',
}
export const METRIC_PARAMETER: ParameterSpec = {
  name: 'metric',
  type: 'event',
  label: 'Metric event',
  default: null,
  suggest: 'conversion',
  help: 'The event that the metric is about; empty for any event after the exposure.',
}
export const MEASURE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'measure',
    type: 'choice',
    label: 'Measure',
    default: 'converted',
    help: 'What is compared between the variants.',
    options: [
      {
        value: 'converted',
        label: 'Share of users',
        help: 'The share of users who did the metric event in the window.',
      },
      {
        value: 'count',
        label: 'Events per user',
        help: 'How often users did it in the window, those who did not counted as 0.',
      },
      {
        value: 'sum',
        label: 'Value per user',
        help: 'The sum of the value column over those events, users without any counted as 0.',
      },
    ],
  },
  {
    name: 'value',
    type: 'column',
    label: 'Value column',
    default: null,
    more: true,
    help: "For value per user: the column that is summed; empty for the log's value column.",
    emptyMeans: 'Automatic',
  },
]
const MORE_MEASURES: NonNullable<ParameterSpec['options']> = [
  {
    value: 'days',
    label: 'Active days per user',
    help: 'On how many local dates users did it in the window, those who did not counted as 0.',
  },
  {
    value: 'avg',
    label: 'Mean of a column',
    help: 'The mean of the value column over those events, of all users together (delta method).',
  },
  {
    value: 'ratio',
    label: 'Ratio',
    help: 'Those events, or their sum of the value column, for each of another event: clicks per view (delta method).',
  },
]
/** What an experiment's metric can be: what MEASURE_PARAMETERS has, active days, the mean of a column, and ratios. */
export const METRIC_MEASURES: readonly ParameterSpec[] = [
  ...MEASURE_PARAMETERS.map((spec): ParameterSpec => {
    if (spec.options !== undefined) return { ...spec, options: [...spec.options, ...MORE_MEASURES] }
    return {
      ...spec,
      help:
        "The column that is summed or averaged; empty for the log's value column, " +
        'but of a ratio for the number of events.',
    }
  }),
  {
    name: 'denominator',
    type: 'event',
    label: 'Divided by event',
    default: null,
    more: true,
    help: 'Of a ratio: the event that it is divided by; empty for any event after the exposure.',
  },
  {
    name: 'denominator_value',
    type: 'column',
    label: 'Divided by column',
    default: null,
    more: true,
    help: 'Of a ratio: the column whose sum over these events it is divided by; empty for their number.',
    emptyMeans: 'Number of events',
  },
]
/** Measures, of the model or made here, in place of an event's metric. */
export const OTHER_MEASURES: readonly ParameterSpec[] = [
  {
    name: 'measures',
    type: 'measures',
    label: 'Measures',
    default: null,
    max: 8,
    emptyMeans: 'The metric event',
    help:
      'In place of the metric event: measures of the model by name, or made here. ' +
      'Each is a metric of its own; counts, users, sums, means and per user can be compared.',
  },
  {
    name: 'formula',
    type: 'formulas',
    label: 'Formula',
    default: null,
    more: true,
    help:
      "Figures over the measures, or the model's, by their names, such as A / B; several with commas. " +
      'They are then compared in their place: sums, and one sum divided by another.',
  },
]
export const WINDOW_PARAMETER: ParameterSpec = {
  name: 'window',
  type: 'duration',
  label: 'Window',
  default: '7 days',
  help: 'How long after the first exposure the metric counts, its end included; "none" for the end of the data.',
}
export const RECENT_PARAMETER: ParameterSpec = {
  name: 'include_recent',
  type: 'boolean',
  label: 'Include recent users',
  default: false,
  more: true,
  help: 'Also users whose window is not over at the newest event; they had less time.',
}
export const CONFIDENCE_PARAMETER: ParameterSpec = {
  name: 'confidence',
  type: 'number',
  label: 'Confidence (%)',
  default: 95,
  min: 50,
  max: 99.99,
  more: true,
  help: 'Of the intervals; a p below the rest to 100 % is called a difference.',
}
