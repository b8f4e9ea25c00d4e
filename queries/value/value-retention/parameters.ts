import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { UNIT } from '../../events/calendarUnit'

export const VALUE_RETENTION_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'start_event',
    type: 'event',
    label: 'Start event',
    default: null,
    help: 'The event that, the first time ever, puts a user in a cohort; empty for any event.',
  },
  {
    name: 'value',
    type: 'column',
    label: 'Value',
    default: null,
    emptyMeans: 'Automatic',
    help: "The column of what an event brings; empty for the log's value column, or one called like an amount.",
  },
  {
    name: 'value_event',
    type: 'event',
    label: 'Of events',
    default: null,
    help: 'The events whose value counts, such as a purchase; empty for any event that has one.',
  },
  { ...UNIT, default: 'month', help: 'The length of a period: a day, a week or a month.' },
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
    name: 'spend',
    type: 'number',
    label: 'Spend per user',
    default: null,
    min: 0,
    help: 'What it cost to win a user; says in which period the value per user reaches it.',
  },
  {
    name: 'spend_table',
    type: 'text',
    label: 'Table of spend',
    default: null,
    more: true,
    help: 'In place of spend per user: a table with what was spent by date, shared by the users who started then.',
  },
  {
    name: 'spend_column',
    type: 'text',
    label: 'Its amounts',
    default: null,
    more: true,
    help: 'Its column of amounts; found by its name (spend, cost) when empty.',
  },
  {
    name: 'spend_date',
    type: 'text',
    label: 'Its dates',
    default: null,
    more: true,
    help: 'Its column of dates; found by its name (date, day) when empty.',
  },
  ...COMMON_PARAMETERS,
]
