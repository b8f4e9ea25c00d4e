import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed, conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { SPAN_STOPS } from '../../events/spanStops'

/** A question of durations, read and checked. */
export interface DurationQuestion {
  readonly scope: Scope
  /** Two columns of a row, as SQL; null where events are the ends. */
  readonly columns: { readonly from: string; readonly to: string; readonly note: string } | null
  /** Boolean SQL over an event: that it begins a duration, or ends one. */
  readonly isStart: string
  readonly isEnd: string
  /** Which of several beginnings before one end counts. */
  readonly starts: 'each' | 'first' | 'last'
  /** The longest duration that counts; null for any. */
  readonly withinMicros: number | null
}

export const DURATION_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'from_event',
    type: 'event',
    label: 'From',
    default: null,
    emptyMeans: 'Any event',
    help: 'The event that a duration begins with.',
  },
  {
    name: 'to_event',
    type: 'event',
    label: 'To',
    default: null,
    emptyMeans: 'The next event',
    help: "The event that ends it: the user's first one after the beginning.",
  },
  {
    name: 'starts',
    type: 'choice',
    label: 'Of several beginnings',
    default: 'each',
    help: 'Where a user has several beginnings before one end.',
    options: [
      { value: 'each', label: 'Each counts', help: 'A duration from each of them to the end.' },
      { value: 'first', label: 'The first counts', help: 'One duration, the longest.' },
      { value: 'last', label: 'The last counts', help: 'One duration, the shortest.' },
    ],
  },
  {
    name: 'from_column',
    type: 'column',
    label: 'From the time',
    default: null,
    more: true,
    emptyMeans: "The event's time",
    help: 'In place of events: the column with the time that begins a duration; each row is one.',
  },
  {
    name: 'to_column',
    type: 'column',
    label: 'To the time',
    default: null,
    more: true,
    emptyMeans: "The event's time",
    help: 'In place of events: the column with the time that ends it.',
  },
  {
    name: 'within',
    type: 'duration',
    label: 'Within',
    default: 'none',
    more: true,
    stops: SPAN_STOPS,
    help: 'Beginnings whose end comes later have none.',
  },
]

function columnsOf(values: ParameterValues, { source }: Scope): DurationQuestion['columns'] {
  const named = (name: string): string | null => {
    const value = values[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const [from, to] = [named('from_column'), named('to_column')]
  if (from === null && to === null) return null
  if (from === to || (from ?? 'ts') === (to ?? 'ts'))
    refuse('to_column', to, 'both ends are the same time; choose another column for one of them')
  const sqlOf = (name: string | null): string => {
    if (name === null) return 'ts'
    const column = columnNamed(name, source.columns)
    if (column.type === 'timestamp' || column.type === 'date') return `${identifier(column.name)}::TIMESTAMP`
    return `TRY_CAST(${identifier(column.name)} AS TIMESTAMP)`
  }
  return { from: sqlOf(from), to: sqlOf(to), note: `from ${from ?? 'ts'} to ${to ?? 'ts'}` }
}

/** Which beginnings count, and how long durations may be: what needs no look at the log. Throws `bad-parameter`. */
export function readRule({ starts, within }: ParameterValues): Pick<DurationQuestion, 'starts' | 'withinMicros'> {
  return {
    starts: starts === 'first' || starts === 'last' ? starts : 'each',
    withinMicros: typeof within === 'string' ? readDuration(within, 'within') : null,
  }
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readDurations(values: ParameterValues, catalog: Catalog, source: string | null): DurationQuestion {
  const asked = scope(values, catalog, source)
  const conditionOf = (name: string): string =>
    conditionSql(readCondition(values[name] ?? null, name), asked.source.columns)
  return {
    scope: asked,
    columns: columnsOf(values, asked),
    isStart: conditionOf('from_event'),
    isEnd: conditionOf('to_event'),
    ...readRule(values),
  }
}
