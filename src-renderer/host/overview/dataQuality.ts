import { formatCount } from '../../chart/format'
import { arrivalText } from '../../ingest/rows/lateArrivals'
import type { Damage } from '../../store/damage'
import type { SourceEntry } from '../../store/manifest'
import type { AnswerNote } from '../../query/contract/plan'
import type { Catalog } from '../../query/contract/catalog'
import type { OverviewPart } from './askOverview'
import type { DayFigure } from './overview'

/** Something that a reader of the figures should know of the data. */
export interface QualityCheck {
  readonly name:
    | 'rejects'
    | 'lost'
    | 'duplicates'
    | 'missing'
    | 'without-user'
    | 'late'
    | 'arrivals'
    | 'gaps'
    | 'left-out'
    | 'retention'
  /** `look`: it may be wrong; `known`: it is as asked; `good`: there is none. */
  readonly state: 'good' | 'known' | 'look'
  readonly text: string
  readonly count: number
  /** The page that shows it. */
  readonly route: string | null
}

const FEW_DATES = 3

function counted(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

function check(
  name: QualityCheck['name'],
  count: number,
  text: { readonly none: string; readonly some: string },
  route: string,
): QualityCheck {
  return { name, count, state: count === 0 ? 'good' : 'look', text: count === 0 ? text.none : text.some, route }
}

/** What the store knows: rejects, values that could not be read, missing rows, rows without a user, late rows. */
export function storedChecks(
  catalog: Catalog,
  sources: readonly SourceEntry[],
  damage: readonly Damage[],
): readonly QualityCheck[] {
  const live = sources.filter(({ table }) => catalog.tables.some(({ name }) => name === table))
  const sum = (pick: (source: SourceEntry) => number): number => live.reduce((total, one) => total + pick(one), 0)
  const rejected = sum((source) => source.rejected)
  const lost = sum(({ lost: losses = {} }) => Object.values(losses).reduce((total, { count }) => total + count, 0))
  const duplicates = sum((source) => source.duplicates)
  const late = sum(({ late }) => late?.rows ?? 0)
  const arrivals = live.flatMap((source) => source.arrivals ?? [])
  const missing = damage.reduce((total, { rows }) => total + rows, 0)
  const events = catalog.tables.filter(({ kind }) => kind === 'events')
  const withoutUser = events.reduce((total, { rowsWithoutUser = 0 }) => total + rowsWithoutUser, 0)
  return [
    ...events.flatMap(({ name, keepDays }): QualityCheck[] =>
      keepDays === undefined
        ? []
        : [
            {
              name: 'retention',
              state: 'known',
              count: keepDays,
              text: `${name} keeps its last ${counted(keepDays, 'day', 'days')}: older ones go after each import`,
              route: 'tables',
            },
          ],
    ),
    check(
      'rejects',
      rejected,
      { none: 'No row was rejected', some: `${counted(rejected, 'row was', 'rows were')} rejected` },
      'rejects',
    ),
    ...(lost === 0
      ? []
      : [check('lost', lost, { none: '', some: `${counted(lost, 'value', 'values')} could not be read` }, 'tables')]),
    ...(duplicates === 0
      ? []
      : [
          {
            name: 'duplicates',
            state: 'known',
            count: duplicates,
            text: `${counted(duplicates, 'duplicate was', 'duplicates were')} left out`,
            route: 'tables',
          } as const,
        ]),
    ...(missing === 0
      ? []
      : [check('missing', missing, { none: '', some: `${counted(missing, 'row is', 'rows are')} missing` }, 'tables')]),
    ...(events.length === 0
      ? []
      : [
          check(
            'without-user',
            withoutUser,
            { none: 'Every event has a user', some: `${counted(withoutUser, 'event has', 'events have')} no user` },
            'tables',
          ),
          check(
            'late',
            late,
            {
              none: 'No late rows',
              some: `${counted(late, 'row', 'rows')} came late, after rows of a later day were imported`,
            },
            'tables',
          ),
          ...(arrivals.length === 0
            ? []
            : [
                check(
                  'arrivals',
                  arrivals.reduce((total, { rows }) => total + rows, 0),
                  { none: '', some: arrivalText(arrivals) },
                  'tables',
                ),
              ]),
        ]),
  ]
}

/** The complete dates between the first and the last one without an event. */
export function gapsOf(days: readonly DayFigure[]): readonly string[] {
  return days.filter((day) => day.complete && day.value === 0).map((day) => day.date)
}

/** What the page's own answers say: days without events, and who is left out. */
export function answeredChecks(parts: readonly OverviewPart[]): readonly QualityCheck[] {
  const named = (name: string): OverviewPart | undefined => parts.find(({ question }) => question.name === name)
  const events = named('events')?.answer
  const notes: readonly AnswerNote[] = named('active-users')?.notes ?? []
  const gaps = events?.kind === 'daily' ? gapsOf(events.days) : null
  const dates = gaps === null ? '' : gaps.slice(0, FEW_DATES).join(', ') + (gaps.length > FEW_DATES ? ' …' : '')
  return [
    ...(gaps === null
      ? []
      : [
          check(
            'gaps',
            gaps.length,
            { none: 'No day without events', some: `${counted(gaps.length, 'day', 'days')} without events: ${dates}` },
            'trends',
          ),
        ]),
    ...notes
      .filter(({ kind }) => kind === 'left-out')
      .map(({ text, count }): QualityCheck => ({
        name: 'left-out',
        state: 'known',
        text,
        count: count ?? 0,
        route: null,
      })),
  ]
}
