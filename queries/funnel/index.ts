import type { Analysis, ParameterSpec } from '../../src-renderer/query/definition'
import { COMMON_PARAMETERS } from '../../src-renderer/query/source'
import { charts } from './charts'
import definition from './definition.md?raw'
import { kpis } from './kpis'
import { planFunnel, planFunnelTotal } from './plan'

const PARAMETERS: readonly ParameterSpec[] = [
  { name: 'steps', type: 'steps', label: 'Steps', default: [], suggest: 'steps', help: 'Two to twelve events in their order, each with conditions if wanted.' },
  { name: 'window', type: 'duration', label: 'Window', default: '14 days', help: 'How long after the first step the others count, the end included; "none" for no limit.' },
  { name: 'order', type: 'choice', label: 'Order', default: 'ordered', help: 'Whether other events may come between, or the order does not matter.', options: [
    { value: 'ordered', label: 'In this order', help: 'Other events may come between.' },
    { value: 'strict', label: 'In this order, nothing between', help: 'Each step is the very next event.' },
    { value: 'any', label: 'In any order', help: 'Counts how many of the steps were done.' },
  ] },
  { name: 'breakdown', type: 'column', label: 'Break down by', default: null, help: 'A column, by its value at the first step.' },
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
  { name: 'exclude', type: 'exclusions', label: 'Exclude', default: [], more: true, help: 'Events that void an attempt when they happen between two steps.' },
  { name: 'breakdown_limit', type: 'integer', label: 'Values shown', default: 10, min: 1, max: 1000, more: true, help: 'How many values a breakdown shows before "Other".' },
]

/** Users per step of a chain of events, with what is lost and how long it takes between. */
export const funnel: Analysis = {
  name: 'funnel',
  title: 'Funnel',
  about: 'How many users go through a chain of events, where they are lost, and how long it takes them.',
  grain: 'one row per step (and per value of the breakdown)',
  definition,
  parameters: [...PARAMETERS, ...COMMON_PARAMETERS],
  columns: [
    { name: 'step', about: 'number of the step, from 1', format: 'integer' },
    { name: 'event', about: 'what the step asks for; with order "any", how many of the steps', format: 'text' },
    { name: 'users', about: 'users (sessions, values of the column) that reached the step', format: 'integer' },
    { name: 'pct_first', about: 'percentage of those at the first step (0–100)', format: 'percent' },
    { name: 'pct_previous', about: 'percentage of those at the previous step (0–100); 100 for the first', format: 'percent' },
    { name: 'median_seconds', about: 'median time from the previous step in seconds; none for the first', format: 'seconds' },
    { name: 'p90_seconds', about: '90th percentile of the time from the previous step in seconds; none for the first', format: 'seconds' },
  ],
  reads: 'events',
  plan: planFunnel,
  charts,
  kpis,
  kpiPlan: planFunnelTotal,
}
