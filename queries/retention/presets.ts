import type { Preset } from '../../src-renderer/query/contract/analysis'

/** Only what a peer's own public documentation says; where it says less, Lathe's defaults stand. */
export const RETENTION_PRESETS: readonly Preset[] = [
  {
    name: 'calendar',
    title: 'Calendar',
    about: "Periods are local calendar days, weeks or months; Lathe's default.",
    values: { clock: 'calendar' },
  },
  {
    name: 'rolling',
    title: 'Rolling 24 hours',
    about: "Periods run from each user's own start in steps of 24 hours.",
    values: { clock: 'rolling' },
  },
  {
    name: 'posthog',
    title: 'PostHog, first time',
    values: { entry: 'first-ever', clock: 'calendar', criterion: 'on' },
    about:
      'First-time retention: users enter in the calendar period of their first start event and are retained in ' +
      'each period in which they return (PostHog docs, Retention).',
  },
  {
    name: 'posthog-recurring',
    title: 'PostHog, recurring',
    values: { entry: 'recurring', clock: 'calendar', criterion: 'on' },
    about: 'Recurring retention: users enter in every calendar period with a start event (PostHog docs, Retention).',
  },
  {
    name: 'mixpanel',
    title: 'Mixpanel',
    values: { entry: 'recurring', clock: 'rolling', criterion: 'on-or-after', mean: 'weighted' },
    about:
      'Each day, week or month with a start event is an entry, windows roll from it, "On or After", and the ' +
      "average row is the mean of the cohorts' rates weighted by their size, over the buckets that are complete " +
      '(Mixpanel docs, Retention; help, Retention FAQ).',
  },
  {
    name: 'mixpanel-first-time',
    title: 'Mixpanel, first time',
    values: { entry: 'first-ever', clock: 'rolling', criterion: 'on-or-after', mean: 'weighted' },
    about:
      'As Mixpanel, where the start event is set to count first-time users only: users enter once, at their ' +
      'first start ever.',
  },
  {
    name: 'amplitude',
    title: 'Amplitude',
    values: { entry: 'recurring', clock: 'rolling', criterion: 'on', mean: 'pooled' },
    about:
      '24-hour windows, its default, opened by each start event (here: by the first of each period), Return On, ' +
      'pooled; Amplitude also rounds times down to the hour, which is not done here (Amplitude docs, How time ' +
      'works in a retention analysis).',
  },
]
