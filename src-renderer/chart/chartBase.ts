/**
 * How a number reads. `percent` takes values from 0 to 100 (56.7 is "56.7 %"), `share` a part of one (0.567 is "56.7 %");
 * `ratio` takes a plain quotient (0.231 is "0.231").
 */
export type ValueFormat = 'integer' | 'decimal' | 'percent' | 'share' | 'ratio' | 'seconds' | 'money' | 'text' | 'date'

/** The cell of the result that a mark shows: what is behind it can be listed. */
export interface MarkFigure {
  /** The row's number in the result. */
  readonly row: number
  readonly column: string
}

/** What charts of every kind say. */
export interface ChartBase {
  readonly kind: string
  readonly title: string
  /** One sentence that says what the chart shows, for readers and screen readers. */
  readonly summary: string
  /** What its figures say, in one sentence computed from them, where the summary does not. */
  readonly finding?: string
}
