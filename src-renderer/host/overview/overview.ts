import type { ChartSpec, ValueFormat } from '../../chart/spec'
import type { MeasureLimits } from '../../model/dataModel'
import type { IsoDate } from '../../model/schema'
import type { ParameterValues } from '../../query/contract/parameter'

/** An analysis with settings, as a panel opens it; dates, segment and filter come from the page's scope. */
export interface AnalysisLink {
  /** The panel's route. */
  readonly panel: string
  readonly analysis: string
  readonly values: ParameterValues
}

/** What one day says. */
export interface DayFigure {
  readonly date: IsoDate
  readonly value: number | null
  readonly complete: boolean
}

/** A figure by day, of its last complete day. */
export interface DailyTile {
  readonly kind: 'daily'
  readonly format: ValueFormat
  readonly unit: string
  /** The last complete day, or the last where none is; null where there is no day. */
  readonly last: DayFigure | null
  /** Mean of the 7 days before it; null unless all of them are complete and have a figure. */
  readonly before: number | null
  /** Which way is good. */
  readonly good: 'up' | 'down' | null
  readonly target: number | null
  readonly limits: MeasureLimits | null
  readonly days: readonly DayFigure[]
}

/** A share of some who could: retention of week 1. */
export interface RateTile {
  readonly kind: 'rate'
  /** Null where nobody can have got there yet. */
  readonly pct: number | null
  readonly users: number
  readonly eligible: number
}

/** What there is most of. */
interface TopList {
  readonly kind: 'list'
  readonly rows: readonly { readonly name: string; readonly value: number }[]
}

/** A chart as its panel draws it. */
interface ChartPart {
  readonly kind: 'chart'
  readonly spec: ChartSpec | null
}

export type OverviewAnswer = DailyTile | RateTile | TopList | ChartPart
