import type { ChartBase, ValueFormat } from './chartBase'
import type { Drawing, RenderOptions } from './scene'

/**
 * All that is known of one kind of chart. A kind is one file in marks/, with its spec's type and its mark, and one line
 * in marks/index.ts; nothing else asks a chart for its kind.
 */
export interface Mark<Spec extends ChartBase> {
  /** The chart as shapes, with a datum for each that can be pointed at. Never throws for data. */
  draw(spec: Spec, options: RenderOptions): Drawing
  /** The chart's data, all of it: nothing is thinned, rounded or summed. */
  table(spec: Spec): ChartRows
  /**
   * The other side of a comparison laid over the first, named `label`; null where that does not read well, and the
   * sides stand one under the other. `other` has the same kind and title.
   */
  compare(own: Spec, other: Spec, label: string, place: OtherX): Spec | null
  /** The dates along the chart's axis, as the spec writes them; without it, the kind knows no dates. */
  dates?(spec: Spec): readonly string[]
}

/**
 * Where a point of the other side stands among the first one's: itself for segments, moved in time for periods; null
 * where there is no such place.
 */
export type OtherX = (x: string | number) => string | number | null

export interface ChartColumn {
  readonly name: string
  readonly type: 'string' | 'integer' | 'double' | 'boolean'
  /** How its numbers read. */
  readonly format: ValueFormat
}

/** A chart's data: a cell a column in each row. */
export interface ChartRows {
  readonly columns: readonly ChartColumn[]
  readonly rows: readonly (readonly (string | number | boolean | null)[])[]
}

/** The comparison of marks that would hide one another: never laid over each other. */
export function standApart(): null {
  return null
}
