import { SPAN_STOPS } from '../events/spanStops'
import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'
import { SESSION_PARAMETERS } from '../sessions/sessionEvents'

export const OCCURRENCES = ['first', 'each'] as const

/** How many transitions a path shows before or after where it is anchored. */
export const STEPS_PARAMETER: ParameterSpec = {
  name: 'steps',
  type: 'integer',
  label: 'Steps',
  default: 4,
  min: 1,
  max: 20,
  help: 'How many steps are shown after the start, before the end, or on each side of the event in the middle.',
}

/** How many values are told by name. */
export const VALUES_PARAMETER: ParameterSpec = {
  name: 'values',
  type: 'integer',
  label: 'Values shown',
  default: 10,
  min: 1,
  max: 1000,
  more: true,
  help: 'How many values, the most frequent in paths, are told by name; the others are "(other)".',
}

/** Which paths: what every analysis of them asks first. */
export const PATH_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'start_event',
    type: 'event',
    label: 'From',
    default: null,
    emptyMeans: 'Where they begin',
    help: 'Paths begin with this event; empty for the first of the session, or of the dates.',
  },
  {
    name: 'end_event',
    type: 'event',
    label: 'To',
    default: null,
    emptyMeans: 'Where they end',
    help: 'Paths lead to this event; with a start too, only those that arrive.',
  },
  {
    name: 'around',
    type: 'event',
    label: 'Around',
    default: null,
    emptyMeans: 'None',
    help: 'What comes before and after this event, in place of a start and an end.',
  },
  {
    name: 'by',
    type: 'choice',
    label: 'Within one',
    default: 'session',
    help: 'What a path cannot leave.',
    options: [
      { value: 'session', label: 'Session', help: 'Sessions that begin on the dates asked for.' },
      { value: 'window', label: 'User', help: "All of a user's events on the dates asked for." },
    ],
  },
  {
    name: 'within',
    type: 'duration',
    label: 'Within',
    default: 'none',
    stops: SPAN_STOPS,
    help: 'How far from its start (end, middle) a path reaches in time, such as "1 hour"; "none" for any time.',
  },
  {
    name: 'column',
    type: 'column',
    label: 'Steps are',
    default: null,
    emptyMeans: 'Events',
    help: "A column whose values are the steps, such as the page; empty for the event's name.",
  },
]

/** What steps are made of, and how sessions are cut: further choices of the same analyses. */
export const MORE_PATH_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'collapse',
    type: 'boolean',
    label: 'Repeats count once',
    default: true,
    more: true,
    help: 'The same value several times in a row is one step.',
  },
  {
    name: 'occurrence',
    type: 'choice',
    label: 'Paths of a session',
    default: 'first',
    more: true,
    help: 'How many paths a session (a user) can have.',
    options: [
      { value: 'first', label: 'One', help: 'From the first start, to the first end, around the first such event.' },
      { value: 'each', label: 'One for each', help: 'From each start up to the next one: "(again)".' },
    ],
  },
  {
    name: 'hide',
    type: 'events',
    label: 'Hidden events',
    default: [],
    more: true,
    emptyMeans: 'None',
    help: 'Events that are no steps, as if they were not there.',
  },
  {
    name: 'rules',
    type: 'text',
    label: 'Grouping rules',
    default: '',
    more: true,
    help: 'Steps under one name: "Product=/product/*; Cart=/cart*|/basket*", the first that fits; * is any text.',
  },
  ...SESSION_PARAMETERS.map((spec) => ({ ...spec, more: true })),
]
