import type { MeasureLimits } from '../../model/dataModel'
import type { Measure } from '../../model/measure'
import type { Scope, View } from './view'

/** Columns of a dashboard's grid. */
export const GRID_COLUMNS = 12
/** Rows of a tile at most. */
export const MOST_ROWS = 60

/** Where a tile lies: columns and rows from 0. Null where the file leaves it to Lathe. */
export interface TilePlace {
  readonly x: number | null
  readonly y: number | null
  readonly w: number | null
  readonly h: number | null
}

export const BUCKETS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const
type Bucket = (typeof BUCKETS)[number]

/** A saved view by its name, or one that is written out. */
export type TileView = string | View

export interface ViewTile {
  readonly kind: 'view'
  /** Empty: that of the view. */
  readonly title: string
  readonly view: TileView
  readonly place: TilePlace
}

/** What a number is taken from. */
export type NumberSource =
  /** The last complete bucket of a measure: one of the model's by its name, or one that is written out. */
  | { readonly measure: string | Measure; readonly by: Bucket; readonly scope: Scope; readonly table: string | null }
  /** A cell of a view's rows: of the first or the last one, or of a row by its number from 1. */
  | { readonly view: TileView; readonly column: string; readonly row: 'first' | 'last' | number }

export interface NumberTile {
  readonly kind: 'number'
  readonly title: string
  readonly of: NumberSource
  /** What it is held against; null: what the model says of its measure. */
  readonly good: 'up' | 'down' | null
  readonly target: number | null
  readonly limits: MeasureLimits | null
  readonly place: TilePlace
}

export interface TextTile {
  readonly kind: 'text'
  /** Markdown. */
  readonly text: string
  readonly place: TilePlace
}

export type Tile = ViewTile | NumberTile | TextTile

/** What a file of the workspace's folder `dashboards` holds. */
export interface Dashboard {
  readonly title: string
  readonly about: string
  readonly scope: Scope
  readonly tiles: readonly Tile[]
}
