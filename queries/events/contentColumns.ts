import { required } from '../../src-renderer/base/required'
import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import { columnNamed, conditionSql, readCondition } from '../../src-renderer/query/sql/condition'
import type { DataNeed } from '../../src-renderer/query/contract/dataNeed'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { identifier } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'

/** What a column of content is called when nobody says, the likeliest first; also as the last part of a nested name. */
const LIKELY: Readonly<Record<string, readonly string[]>> = {
  content: ['content_id', 'post_id', 'video_id', 'item_id', 'article_id', 'media_id', 'story_id'],
  creator: ['creator_id', 'author_id', 'creator', 'author', 'channel_id', 'owner_id'],
  child: ['new_post_id', 'new_content_id', 'share_id', 'new_id'],
  parent: ['parent_id', 'parent_post_id', 'shared_post_id', 'shared_from', 'post_id', 'content_id', 'video_id'],
  dwell: [
    'dwell_ms',
    'watch_ms',
    'view_ms',
    'view_duration_ms',
    'duration_ms',
    'dwell_seconds',
    'watch_seconds',
    'seconds_watched',
  ],
}

/** What an analysis of content cannot do without: columns called so. */
export function needsColumns(what: string, ...columns: readonly (keyof typeof LIKELY)[]): DataNeed {
  return { what, of: 'events', columns: columns.map((name) => required(LIKELY[name])) }
}

export const CONTENT: ParameterSpec = {
  name: 'content',
  type: 'column',
  label: 'Content',
  default: null,
  help: 'The column that says which post, video or article it is; empty for the first that is called like one.',
  emptyMeans: 'Automatic',
}
export const CREATOR: ParameterSpec = {
  name: 'creator',
  type: 'column',
  label: 'Creator',
  default: null,
  help: 'The column that says who made it; empty for the first that is called like one.',
  emptyMeans: 'Automatic',
}

/** The four things that users do with content, and what each event is called unless another is chosen. */
export const KINDS = ['view', 'like', 'share', 'comment'] as const
export type Kind = (typeof KINDS)[number]

export const EVENT_PARAMETERS: Readonly<Record<Kind, ParameterSpec>> = {
  view: {
    name: 'view',
    type: 'event',
    label: 'View',
    default: 'post_view',
    help: 'The event of seeing a piece of content.',
  },
  like: { name: 'like', type: 'event', label: 'Like', default: 'post_like', help: 'The event of reacting to it.' },
  share: { name: 'share', type: 'event', label: 'Share', default: 'post_share', help: 'The event of passing it on.' },
  comment: {
    name: 'comment',
    type: 'event',
    label: 'Comment',
    default: 'post_comment',
    help: 'The event of writing something about it.',
  },
}

/** Weights of the four, as parameters called view_weight … */
export function weightParameters(weights: Readonly<Record<Kind, number>>): readonly ParameterSpec[] {
  return KINDS.map((kind) => ({
    name: `${kind}_weight`,
    type: 'number',
    label: `Weight of a ${kind}`,
    default: weights[kind],
    min: 0,
    max: 1_000_000,
    more: true,
    help: `What each ${kind} adds to the score.`,
  }))
}

/**
 * The column that a parameter names, or the first that is called like one; null when there is none. Throws `not-found`.
 */
export function likelyColumn(
  scope: Scope,
  values: ParameterValues,
  parameter: keyof typeof LIKELY,
): ColumnSchema | null {
  const named = values[parameter]
  if (typeof named === 'string' && named !== '') return columnNamed(named, scope.source.columns)
  for (const likely of required(LIKELY[parameter])) {
    const column = scope.source.columns.find(
      (one) => one.name.toLowerCase() === likely || one.name.toLowerCase().endsWith(`.${likely}`),
    )
    if (column !== undefined) return column
  }
  return null
}

/** As likelyColumn. Throws `bad-parameter` when there is none. */
export function columnOf(scope: Scope, values: ParameterValues, parameter: keyof typeof LIKELY): ColumnSchema {
  const column = likelyColumn(scope, values, parameter)
  if (column !== null) return column
  throw badParameter(parameter, '', `: say which column it is; none is called like one.`)
}

/** The same as quoted SQL. */
export function columnSql(scope: Scope, values: ParameterValues, parameter: keyof typeof LIKELY): string {
  return identifier(columnOf(scope, values, parameter).name)
}

/** The condition that an event parameter makes; never NULL. Throws `bad-parameter`. */
export function eventSql(scope: Scope, values: ParameterValues, name: string): string {
  return conditionSql(readCondition(values[name] ?? null, name), scope.source.columns)
}

/** The score of an event by the weights of the parameters: an event that is none of the four adds 0. */
export function scoreSql(scope: Scope, values: ParameterValues): string {
  return KINDS.map(
    (kind) => `(${eventSql(scope, values, kind)})::INTEGER * ${Number(values[`${kind}_weight`] ?? 0)}`,
  ).join(' +\n    ')
}

/** Whether a column of durations holds thousandths of seconds: its name says so, or `dwell_unit` does. */
export function isMillis(column: ColumnSchema, values: ParameterValues): boolean {
  const unit = values['dwell_unit']
  return unit === 'milliseconds' || (unit !== 'seconds' && /(_|\.|^)(ms|millis|milliseconds)$/i.test(column.name))
}

/** Seconds of a column of durations, as DOUBLE. */
export function dwellSecondsSql(column: ColumnSchema, values: ParameterValues): string {
  return `TRY_CAST(${identifier(column.name)} AS DOUBLE)${isMillis(column, values) ? ' / 1000' : ''}`
}

export const DWELL_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'dwell',
    type: 'column',
    label: 'Time spent',
    default: null,
    help: 'The column that says how long a view lasted; empty for the first that is called like one.',
    emptyMeans: 'Automatic',
  },
  {
    name: 'dwell_unit',
    type: 'choice',
    label: 'Its unit',
    default: null,
    more: true,
    help: "Empty goes by the column's name: milliseconds where it ends in _ms, else seconds.",
    options: [
      { value: 'milliseconds', label: 'Milliseconds' },
      { value: 'seconds', label: 'Seconds' },
    ],
  },
]
