import type { RangeChoice } from '../../model/dateRanges'
import type { ParameterValues } from './parameter'

/** What of an answer is shown: its charts, its rows, or the figures that stand above its charts. */
export const SHOWS = ['chart', 'table', 'figures'] as const
type Show = (typeof SHOWS)[number]

/**
 * What holds for all of a page: dates, users, conditions. Null (and no condition) says nothing: then what is around
 * holds, a dashboard's scope for its tiles, all dates and everyone for a view by itself.
 */
export interface Scope {
  readonly dates: RangeChoice | null
  /** A kept segment's name. */
  readonly segment: string | null
  /** As the parameter `compare` has it. */
  readonly compare: string | null
  readonly timezone: string | null
  readonly testUsers: boolean | null
  /** Who is counted where the model knows people. */
  readonly users: 'accounts' | 'people' | null
  /** The share of the users who are asked, below 1; absent for everybody. */
  readonly sample?: number | null
  /** Conditions as the parameter `filter` has them; they hold beside those of the parameters. */
  readonly filter: readonly unknown[]
}

/**
 * An analysis or a saved query with all its settings: what a file of the workspace's folder `views` holds, a tile of a
 * dashboard, and a link.
 */
export interface View {
  /** Empty: that of the analysis or query. */
  readonly title: string
  readonly about: string
  readonly of: { readonly analysis: string } | { readonly query: string }
  /** The event table that is read; null for all. */
  readonly table: string | null
  /** As `--param` has them; only what differs from the defaults. They win over the scope. */
  readonly parameters: ParameterValues
  readonly scope: Scope
  readonly show: Show
  /** Which chart of several, from 1. */
  readonly chart: number
}
