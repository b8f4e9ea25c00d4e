import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'
import type { Preset } from '../../src-renderer/query/contract/analysis'
import { SPAN_STOPS } from '../events/spanStops'

const STEPS: ParameterSpec = {
  name: 'steps',
  type: 'steps',
  label: 'Steps',
  default: [],
  suggest: 'steps',
  min: 1,
  help: 'One to twelve events in order, each with optional conditions.',
}

/** What every analysis of a funnel asks first. */
export const STEP_PARAMETERS: readonly ParameterSpec[] = [
  STEPS,
  {
    name: 'window',
    type: 'duration',
    label: 'Window',
    default: '14 days',
    stops: SPAN_STOPS,
    help: 'The conversion window: time from the first step to the last; "none" for no limit.',
  },
  {
    name: 'order',
    type: 'choice',
    label: 'Order',
    default: 'ordered',
    help: 'Whether other events may come between steps, or the order does not matter.',
    options: [
      { value: 'ordered', label: 'In this order', help: 'Other events may come between.' },
      { value: 'strict', label: 'In this order, nothing between', help: 'Each step is the very next event.' },
      { value: 'any', label: 'In any order', help: 'Counts how many of the steps were done.' },
    ],
  },
]

/** As STEP_PARAMETERS, for what looks at what lies between two steps. */
export const TWO_STEP_PARAMETERS: readonly ParameterSpec[] = STEP_PARAMETERS.map((spec) =>
  spec === STEPS ? { ...spec, min: 2, help: 'Two to twelve events in order, each with optional conditions.' } : spec,
)

/** Which attempts count, for whom. */
export const ATTEMPT_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'entry',
    type: 'choice',
    label: 'Entry',
    default: 'furthest',
    more: true,
    help: 'Which attempt counts if a user makes several.',
    options: [
      { value: 'furthest', label: 'The attempt that gets furthest', help: 'Among equals the earliest.' },
      {
        value: 'first',
        label: 'The first attempt',
        help: 'Whatever came of it. With attempts counted: the next begins when it is over.',
      },
      {
        value: 'latest',
        label: 'The latest entry before the next step',
        help: 'Of the furthest attempts, entered anew until the second step.',
      },
    ],
  },
  {
    name: 'dates',
    type: 'choice',
    label: 'Dates hold for',
    default: 'entry',
    more: true,
    help: 'What must lie between From and To.',
    options: [
      { value: 'entry', label: 'The first step', help: 'Later steps may come after the last date, within the window.' },
      { value: 'every-step', label: 'Every step', help: 'What comes after the last date is not seen.' },
    ],
  },
  {
    name: 'ties',
    type: 'choice',
    label: 'Events of one time',
    default: 'file-order',
    more: true,
    help: 'In which order events with the same time count.',
    options: [
      { value: 'file-order', label: 'As in the file' },
      { value: 'any', label: 'In any order', help: 'A step may be at or after the one before.' },
      {
        value: 'second',
        label: 'In any order within a second',
        help: 'Times are whole seconds; two of one name in a second that meet the same steps are one.',
      },
      {
        value: 'within',
        label: 'In any order within a tolerance',
        amount: '2 seconds',
        help: 'A step may stand this much before the one before it.',
      },
      { value: 'strict', label: 'Not at all', help: 'A step must be strictly later than the one before.' },
    ],
  },
  {
    name: 'per',
    type: 'column',
    label: 'Count',
    default: 'user',
    max: 3,
    more: true,
    help: '"user", "session", or a column whose values are counted; or several, whose pairs of values are.',
    options: [
      { value: 'user', label: 'Users' },
      { value: 'session', label: 'Sessions' },
    ],
  },
  {
    name: 'counting',
    type: 'choice',
    label: 'Each counts',
    default: 'users',
    more: true,
    help: 'How often each user counts.',
    options: [
      { value: 'users', label: 'Once', help: 'One attempt of each user counts.' },
      {
        value: 'pairs',
        label: 'Once for each held value',
        help: 'With "Hold constant": a user counts with each value; else once.',
      },
      {
        value: 'totals',
        label: 'With every entry',
        help: 'Every entry is an attempt. With entry "first", the next begins when one is over.',
      },
    ],
  },
  {
    name: 'hold',
    type: 'columns',
    label: 'Hold constant',
    default: [],
    max: 3,
    more: true,
    help: 'Columns whose value must stay the same in all steps.',
  },
  {
    name: 'exclude',
    type: 'exclusions',
    label: 'Exclude',
    default: [],
    more: true,
    help: 'Events that void or cut an attempt when they occur between two steps.',
  },
  {
    name: 'exclusion_effect',
    type: 'choice',
    label: 'An excluded event',
    default: 'void',
    more: true,
    help: 'What becomes of an attempt with an excluded event between its steps.',
    options: [
      {
        value: 'void',
        label: 'Voids the attempt',
        help: 'A user whose furthest attempts are all void is left out of the funnel.',
      },
      { value: 'cut', label: 'Ends the attempt', help: 'Steps before it count, steps after it do not.' },
      {
        value: 'void-in-order',
        label: 'Voids it in order, ends it in any order',
        help: 'As PostHog: with steps in any order, those before it count.',
      },
    ],
  },
]

/** By what the attempts are told apart. */
export const BREAKDOWN_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'breakdown',
    type: 'columns',
    label: 'Break down by',
    default: [],
    max: 3,
    emptyMeans: 'Nothing',
    help: 'Columns, by their values at the first step unless "Value of" says otherwise.',
  },
  {
    name: 'breakdown_at',
    type: 'choice',
    label: 'Value of',
    default: 'step',
    more: true,
    help: 'Which event of an attempt gives the value that it is broken down by.',
    options: [
      { value: 'step', label: 'A given step', help: 'The first, unless another is chosen below.' },
      { value: 'first-touch', label: 'First touch', help: 'The first value that any of its steps has.' },
      { value: 'last-touch', label: 'Last touch', help: 'The last value that any of its steps has.' },
    ],
  },
  {
    name: 'breakdown_step',
    type: 'integer',
    label: 'At step',
    default: 1,
    min: 1,
    max: 12,
    more: true,
    help: 'The step whose value counts, with "A given step"; attempts that did not reach it stand together.',
  },
  {
    name: 'breakdown_users',
    type: 'choice',
    label: 'A user stands under',
    default: 'one',
    more: true,
    help: 'With "A given step": under how many values a user can count.',
    options: [
      { value: 'one', label: 'One value', help: 'That of the attempt that counts: rows add up.' },
      {
        value: 'each-value',
        label: 'Each value of the step',
        help: 'With attempts of its own for each: rows do not add up.',
      },
    ],
  },
  {
    name: 'breakdown_limit',
    type: 'integer',
    label: 'Values shown',
    default: 10,
    min: 1,
    max: 1000,
    more: true,
    help: 'Number of values to show before "Other".',
  },
]

/** Parameters of presets that split figures, and change none where nothing is broken down. */
export const BREAKDOWN_RULES = ['breakdown_at', 'breakdown_step', 'breakdown_users'] as const

/**
 * What peers do, as their documents and tests say it (see "Presets" in definition.md, with sources). What they do not say
 * stays as it is here.
 */
export const FUNNEL_PRESETS: readonly Preset[] = [
  {
    name: 'posthog',
    title: 'PostHog',
    about:
      'Every step in the dates, 14 days, events of one time in any order; an exclusion takes the person out of the whole funnel; first touch, or under each value of a step.',
    values: {
      window: '14 days',
      order: 'ordered',
      entry: 'furthest',
      dates: 'every-step',
      ties: 'any',
      exclusion_effect: 'void-in-order',
      breakdown_at: 'first-touch',
      breakdown_users: 'each-value',
    },
  },
  {
    name: 'mixpanel',
    title: 'Mixpanel',
    about:
      'Uniques: the first entry in the dates counts, once a segment, 7 days for all steps, 2 seconds of grace; a user counts until the exclusion step.',
    values: {
      window: '7 days',
      order: 'ordered',
      entry: 'first',
      ties: 'within:2 seconds',
      exclusion_effect: 'cut',
      breakdown_at: 'step',
      breakdown_step: 1,
      breakdown_users: 'each-value',
    },
  },
  {
    name: 'mixpanel-reentry',
    title: 'Mixpanel, optimized re-entry',
    about: 'As Mixpanel, but every entry is tried; of several before step 2 the most recent counts.',
    values: {
      window: '7 days',
      order: 'ordered',
      entry: 'latest',
      ties: 'within:2 seconds',
      exclusion_effect: 'cut',
      breakdown_at: 'step',
      breakdown_step: 1,
      breakdown_users: 'each-value',
    },
  },
  {
    name: 'mixpanel-totals',
    title: 'Mixpanel, totals',
    about:
      'Every entry counts that comes after the attempt before is over: completed, out of time, or at an exclusion step.',
    values: {
      window: '7 days',
      order: 'ordered',
      entry: 'first',
      ties: 'within:2 seconds',
      counting: 'totals',
      exclusion_effect: 'cut',
      breakdown_at: 'step',
      breakdown_step: 1,
    },
  },
  {
    name: 'amplitude',
    title: 'Amplitude',
    about:
      '"This order": the earliest of the longest paths counts, whole seconds in any order, by the value at the first step; held values count in pairs. The window stays as chosen.',
    values: {
      order: 'ordered',
      entry: 'furthest',
      ties: 'second',
      counting: 'pairs',
      breakdown_at: 'step',
      breakdown_step: 1,
    },
  },
  {
    name: 'amplitude-totals',
    title: 'Amplitude, totals',
    about:
      'Every entry is a path, and an event belongs to one path alone, that of the latest entry. The window stays as chosen.',
    values: {
      order: 'ordered',
      entry: 'latest',
      ties: 'second',
      counting: 'totals',
      breakdown_at: 'step',
      breakdown_step: 1,
    },
  },
]

/** The presets' values for an analysis that lacks some parameters; without presets that these make the same as another. */
export function presetsWithout(names: readonly string[]): readonly Preset[] {
  const presets = FUNNEL_PRESETS.filter(
    (preset) => !names.includes('counting') || preset.values['counting'] !== 'totals',
  )
  return presets.map((preset) => ({
    ...preset,
    values: Object.fromEntries(Object.entries(preset.values).filter(([name]) => !names.includes(name))),
  }))
}
