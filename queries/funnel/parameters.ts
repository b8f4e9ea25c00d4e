import type { ParameterSpec, Preset } from '../../src-renderer/query/definition'

/** What every analysis of a funnel asks first. */
export const STEP_PARAMETERS: readonly ParameterSpec[] = [
  { name: 'steps', type: 'steps', label: 'Steps', default: [], suggest: 'steps', help: 'Two to twelve events in their order, each with conditions if wanted.' },
  { name: 'window', type: 'duration', label: 'Window', default: '14 days', help: 'How long after the first step the others count, the end included; "none" for no limit.' },
  { name: 'order', type: 'choice', label: 'Order', default: 'ordered', help: 'Whether other events may come between, or the order does not matter.', options: [
    { value: 'ordered', label: 'In this order', help: 'Other events may come between.' },
    { value: 'strict', label: 'In this order, nothing between', help: 'Each step is the very next event.' },
    { value: 'any', label: 'In any order', help: 'Counts how many of the steps were done.' },
  ] },
]

/** Which attempts count, for whom. */
export const ATTEMPT_PARAMETERS: readonly ParameterSpec[] = [
  { name: 'entry', type: 'choice', label: 'Entry', default: 'furthest', more: true, help: 'Which of several attempts counts.', options: [
    { value: 'furthest', label: 'The attempt that gets furthest', help: 'Among equals the earliest.' },
    { value: 'first', label: 'The first attempt', help: 'Whatever came of it.' },
    { value: 'latest', label: 'The latest entry before the next step', help: 'Of the furthest attempts, entered anew until the second step.' },
  ] },
  { name: 'ties', type: 'choice', label: 'Events of one time', default: 'file-order', more: true, help: 'In which order events with the same time count.', options: [
    { value: 'file-order', label: 'As in the file' },
    { value: 'any', label: 'In any order', help: 'A step may be at or after the one before.' },
    { value: 'strict', label: 'Not at all', help: 'A step must be strictly later than the one before.' },
  ] },
  { name: 'per', type: 'column', label: 'Count', default: 'user', more: true, help: '"user", "session", or a column whose values are counted.',
    options: [{ value: 'user', label: 'Users' }, { value: 'session', label: 'Sessions' }] },
  { name: 'exclude', type: 'exclusions', label: 'Exclude', default: [], more: true, help: 'Events that void or cut an attempt when they happen between two steps.' },
  { name: 'exclusion_effect', type: 'choice', label: 'An excluded event', default: 'void', more: true, help: 'What becomes of an attempt with an excluded event between its steps.', options: [
    { value: 'void', label: 'Voids the attempt', help: 'A user whose furthest attempts are all void is left out of the funnel.' },
    { value: 'cut', label: 'Ends the attempt', help: 'Steps before it count, steps after it do not.' },
  ] },
]

/** By what the attempts are told apart. */
export const BREAKDOWN_PARAMETERS: readonly ParameterSpec[] = [
  { name: 'breakdown', type: 'column', label: 'Break down by', default: null, help: 'A column, by its value at the first step unless "Value of" says otherwise.' },
  { name: 'breakdown_at', type: 'choice', label: 'Value of', default: 'step', more: true, help: 'Which event of an attempt gives the value that it is broken down by.', options: [
    { value: 'step', label: 'A given step', help: 'The first, unless another is chosen below.' },
    { value: 'first-touch', label: 'First touch', help: 'The first value that any of its steps has.' },
    { value: 'last-touch', label: 'Last touch', help: 'The last value that any of its steps has.' },
  ] },
  { name: 'breakdown_step', type: 'integer', label: 'At step', default: 1, min: 1, max: 12, more: true, help: 'The step whose value counts, with "A given step"; attempts that did not reach it stand together.' },
  { name: 'breakdown_limit', type: 'integer', label: 'Values shown', default: 10, min: 1, max: 1000, more: true, help: 'How many values a breakdown shows before "Other".' },
]

/**
 * What peers do by default, as far as their public documentation says it: PostHog (posthog.com/docs/product-analytics/funnels
 * and its query schema), Mixpanel (docs.mixpanel.com, "Funnels Advanced Concepts"), Amplitude (amplitude.com/docs, "How
 * Amplitude computes funnels" and its FAQ). What they do not say, such as events of one time, stays as it is here.
 */
export const FUNNEL_PRESETS: readonly Preset[] = [
  { name: 'posthog', title: 'PostHog', about: 'Steps in order within 14 days; an exclusion takes the person out of the whole funnel; broken down by the first value seen in any step.',
    values: { order: 'ordered', window: '14 days', exclusion_effect: 'void', breakdown_at: 'first-touch' } },
  { name: 'mixpanel', title: 'Mixpanel', about: 'Uniques: the first entry in the dates alone counts, with 7 days for all steps; a user counts until the exclusion step.',
    values: { order: 'ordered', window: '7 days', entry: 'first', exclusion_effect: 'cut' } },
  { name: 'mixpanel-reentry', title: 'Mixpanel, optimized re-entry', about: 'As Mixpanel, but every entry is tried; of several before step 2 the most recent counts.',
    values: { order: 'ordered', window: '7 days', entry: 'latest', exclusion_effect: 'cut' } },
  { name: 'amplitude', title: 'Amplitude', about: '"This order": the earliest of the longest paths of a user counts, broken down by the value at the first step. The window stays as chosen.',
    values: { order: 'ordered', entry: 'furthest', breakdown_at: 'step', breakdown_step: 1 } },
]

/** The presets' values for an analysis that does not break down. */
export function presetsWithout(names: readonly string[]): readonly Preset[] {
  return FUNNEL_PRESETS.map((preset) => ({ ...preset, values: Object.fromEntries(Object.entries(preset.values).filter(([name]) => !names.includes(name))) }))
}
