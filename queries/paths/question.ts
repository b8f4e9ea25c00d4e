import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValue, ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { Population } from '../../src-renderer/query/contract/plan'
import {
  anyConditionSql,
  columnNamed,
  conditionSql,
  readCondition,
  readConditions,
} from '../../src-renderer/query/sql/condition'
import { readDuration } from '../../src-renderer/query/sql/duration'
import { identifier } from '../../src-renderer/query/sql/literal'
import { refuse } from '../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { cutNote, cutOf, hasSessionIds, type SessionCut } from '../sessions/sessionEvents'
import { OCCURRENCES } from './parameters'
import { groupedSql, readRules } from './rules'

/** Where a path is anchored: at its start (and possibly its end, too), at its end, or in its middle. */
type PathKind = 'from' | 'to' | 'around' | 'from-to'

/** What of a question decides how paths are walked. */
export interface PathWalk {
  readonly kind: PathKind
  /** How sessions are cut; null where a path runs through all of a user's events. */
  readonly cut: SessionCut | null
  readonly withinMicros: number | null
  readonly collapse: boolean
  readonly occurrence: (typeof OCCURRENCES)[number]
  /** Transitions shown on a side; null for all. */
  readonly steps: number | null
  /** Values told by name; null for all. */
  readonly most: number | null
}

/** A question about paths, read and checked. */
export interface PathQuestion extends PathWalk {
  readonly scope: Scope
  /** Boolean SQL over an event's columns; null for the first step of each session or user. */
  readonly anchor: string | null
  /** The event that paths `from-to` lead to. */
  readonly goal: string | null
  /** SQL of an event's step, as a text; NULL where it is none. */
  readonly value: string
  readonly hidden: string
}

const isGiven = (value: ParameterValue | undefined): boolean => value !== null && value !== undefined

function kindOf(values: ParameterValues): PathKind {
  const [from, to] = [isGiven(values['start_event']), isGiven(values['end_event'])]
  if (!isGiven(values['around'])) return to ? (from ? 'from-to' : 'to') : 'from'
  return from || to
    ? refuse('around', values['around'], 'choose an event in the middle, or a start and an end')
    : 'around'
}

/** Reads how paths are walked; `hasIds`: the log has session ids. Throws `bad-parameter`. */
export function readWalk(values: ParameterValues, hasIds: boolean): PathWalk {
  return {
    kind: kindOf(values),
    cut: values['by'] === 'window' ? null : cutOf(values, hasIds),
    withinMicros: readDuration(typeof values['within'] === 'string' ? values['within'] : 'none', 'within'),
    collapse: values['collapse'] !== false,
    occurrence: OCCURRENCES.find((one) => one === values['occurrence']) ?? 'first',
    steps: typeof values['steps'] === 'number' ? values['steps'] : null,
    most: typeof values['values'] === 'number' ? values['values'] : null,
  }
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readQuestion(values: ParameterValues, catalog: Catalog, source: string | null): PathQuestion {
  const asked = scope(values, catalog, source)
  const { columns } = asked.source
  const conditionOf = (name: string): string | null =>
    isGiven(values[name]) ? conditionSql(readCondition(values[name] ?? null, name), columns) : null
  const walk = readWalk(values, hasSessionIds(asked.source))
  const { kind, occurrence } = walk
  const anchor = conditionOf(kind === 'around' ? 'around' : kind === 'to' ? 'end_event' : 'start_event')
  const goal = kind === 'from-to' ? conditionOf('end_event') : null
  const named = values['column']
  const column = typeof named === 'string' && named !== '' ? identifier(columnNamed(named, columns).name) : 'event'
  const own = groupedSql(`${column}::VARCHAR`, readRules(values['rules']))
  const ends = [anchor, goal].filter((one) => one !== null)
  const hide = readConditions(values['hide'] ?? [], 'hide')
  if (occurrence === 'each' && anchor === null)
    refuse('occurrence', occurrence, 'choose the event that each path is of: a start, an end, or one in the middle')
  return {
    ...walk,
    scope: asked,
    anchor,
    goal,
    value:
      column === 'event' || ends.length === 0
        ? own
        : `CASE WHEN ${column} IS NULL AND (${ends.join(' OR ')}) THEN event::VARCHAR ELSE ${own} END`,
    hidden: hide.length === 0 ? 'FALSE' : anyConditionSql(hide, columns),
  }
}

/** Users with an event that a path can be anchored at, on the dates asked for. */
export function population(values: ParameterValues, catalog: Catalog, source: string | null): Population {
  const { anchor } = readQuestion(values, catalog, source)
  return anchor === null ? {} : { which: anchor }
}

/** What was filled in, in words, for a plan's notes. */
export function pathNotes({ cut, collapse }: PathQuestion): readonly string[] {
  return [
    ...(cut === null ? ["paths within a user's events on these dates"] : [cutNote(cut)]),
    ...(collapse ? ['repeats count once'] : []),
  ]
}
