import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../src-renderer/query/sql/source'
import { UNIT } from '../events/calendarUnit'

export const RETENTION_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'start_event',
    type: 'event',
    label: 'Start event',
    default: null,
    help: 'The event that puts a user in a cohort; empty for any event.',
  },
  {
    name: 'return_event',
    type: 'event',
    label: 'Return event',
    default: null,
    help: 'The event that counts as coming back; empty for any event.',
  },
  { ...UNIT, suggest: 'unit', help: 'The length of a period: a day, a week or a month.' },
  {
    name: 'periods',
    type: 'integer',
    label: 'Periods',
    default: null,
    min: 1,
    max: 1000,
    help: 'Number of periods to show; empty for 30 days, 12 weeks or 12 months.',
  },
  {
    name: 'entry',
    type: 'choice',
    label: 'Entry',
    default: 'first-ever',
    help: 'Which start events bring a user into a cohort.',
    options: [
      {
        value: 'first-ever',
        label: 'First ever',
        help: 'The first start event in all the data, if it falls in the dates and passes the filter.',
      },
      {
        value: 'first-matching',
        label: 'First in the dates',
        help: 'The first start event in the dates that passes the filter.',
      },
      {
        value: 'recurring',
        label: 'Every period',
        help: 'Each day, week or month with a start event is an entry of its own.',
      },
    ],
  },
  {
    name: 'criterion',
    type: 'choice',
    label: 'Criterion',
    default: 'on',
    help: 'When a user counts as retained in period k.',
    options: [
      { value: 'on', label: 'On', help: 'Came back in period k itself (bounded).' },
      { value: 'on-or-after', label: 'On or after', help: 'Came back in period k or any later one (unbounded).' },
      { value: 'on-or-before', label: 'On or before', help: 'Came back in any of the periods 1 to k (cumulative).' },
      { value: 'streak', label: 'Streak', help: 'Came back in every one of the periods 1 to k.' },
      {
        value: 'bracket',
        label: 'Brackets',
        help: 'Came back in any period of a bracket, such as days 4 to 7; see Brackets under More.',
      },
    ],
  },
  {
    name: 'min_times',
    type: 'integer',
    label: 'At least so many times',
    default: 1,
    min: 1,
    max: 1_000_000,
    more: true,
    help: 'Return events a user needs in a period to count as retained.',
  },
  {
    name: 'breakdown',
    type: 'columns',
    label: 'Break down by',
    default: [],
    max: 3,
    emptyMeans: 'Nothing',
    help: 'Columns, by their values at the start event.',
  },
  {
    name: 'clock',
    type: 'choice',
    label: 'Clock',
    default: 'calendar',
    more: true,
    help: 'How periods are measured.',
    options: [
      { value: 'calendar', label: 'Calendar', help: 'By local dates: period 1 of a daily cohort is the next date.' },
      {
        value: 'rolling',
        label: 'Rolling',
        help: "From each user's own start, in steps of 24 hours (7 or 30 times that for weeks and months).",
      },
    ],
  },
  {
    name: 'denominator',
    type: 'choice',
    label: 'Share of',
    default: 'cohort',
    more: true,
    help: 'What the retained users are a share of.',
    options: [
      { value: 'cohort', label: 'The cohort', help: 'All users of the cohort who can have reached the period.' },
      {
        value: 'previous',
        label: 'The period before',
        help: 'The users retained in the period before who can have reached this one.',
      },
    ],
  },
  {
    name: 'mean',
    type: 'choice',
    label: 'Mean of cohorts',
    default: 'pooled',
    more: true,
    help: 'How cohorts are combined into one rate.',
    options: [
      {
        value: 'pooled',
        label: 'Pooled',
        help: 'All retained users by all eligible users: every user weighs the same.',
      },
      {
        value: 'weighted',
        label: 'Weighted by size',
        help:
          "The mean of the cohorts' percentages, each weighing as many as its cohort has users: " +
          "Mixpanel's average.",
      },
      { value: 'simple', label: 'Simple', help: "The mean of the cohorts' percentages: every cohort weighs the same." },
    ],
  },
  {
    name: 'brackets',
    type: 'text',
    label: 'Brackets',
    default: null,
    more: true,
    help:
      'First and last period of each, for the criterion Brackets: [[1,3],[4,7],[8,30]], or 1-3, 4-7, 8-30; empty ' +
      'for these.',
  },
  {
    name: 'min_size',
    type: 'integer',
    label: 'Smallest cohort',
    default: null,
    min: 1,
    more: true,
    help: 'Hides smaller cohorts and leaves them out of the mean; empty to show all.',
  },
  {
    name: 'breakdown_users',
    type: 'choice',
    label: 'A user stands under',
    default: 'one',
    more: true,
    help: 'Under how many values of a breakdown a user can count.',
    options: [
      { value: 'one', label: 'The value at the start', help: 'Each entry stands under one: they add up.' },
      {
        value: 'each-value',
        label: 'Each value',
        help: 'Retention of the events that have it, start and return alike: users do not add up.',
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
  ...COMMON_PARAMETERS,
]
