/**
 * A chart as plain data: what an analysis says, before it is drawn. chart/render turns it into a scene of SVG marks, which
 * panels draw with Vue and export/svg writes as text, so the picture on screen and the exported one are the same.
 */

import type { Annotation } from '../model/annotation'

/** How a number reads. `percent` takes values from 0 to 100 (56.7 is "56.7 %"); `ratio` takes a plain quotient (0.231 is "0.231"). */
export type ValueFormat = 'integer' | 'decimal' | 'percent' | 'ratio' | 'seconds' | 'money' | 'text' | 'date'

/** The cell of the result that a mark shows: what is behind it can be listed. */
export interface MarkFigure {
  /** The row's number in the result. */
  readonly row: number
  readonly column: string
}

interface ChartBase {
  readonly title: string
  /** One sentence that says what the chart shows, for readers and screen readers. */
  readonly summary: string
}

export interface SeriesPoint {
  /** A date (`YYYY-MM-DD`), a number or a category, as the axis says. */
  readonly x: string | number
  /** null leaves a gap. */
  readonly y: number | null
  /** An interval around y. */
  readonly low?: number
  readonly high?: number
  /** Drawn hollow or dashed: the window reaches before the data, or the bucket is not over. */
  readonly incomplete?: boolean
  readonly figure?: MarkFigure
}

export interface Series {
  readonly name: string
  /** The place of the series that this one is compared with: drawn in its colour, dashed or paler. */
  readonly comparedTo?: number
  readonly points: readonly SeriesPoint[]
}

/** Charts over dates also show what happened on them; see chart/notes. */
interface AnnotatedChart extends ChartBase {
  /** Added when a chart is drawn, not by analyses. */
  readonly annotations?: readonly Annotation[]
}

export interface LineChart extends AnnotatedChart {
  readonly kind: 'line'
  readonly x: { readonly label: string; readonly type: 'date' | 'number' }
  readonly y: { readonly label: string; readonly format: ValueFormat; readonly zero?: boolean }
  readonly series: readonly Series[]
}

/** Vertical or horizontal bars; stacked bars may go below zero (lifecycle's dormant). */
export interface BarChart extends AnnotatedChart {
  readonly kind: 'bar'
  readonly layout: 'grouped' | 'stacked'
  readonly direction: 'vertical' | 'horizontal'
  readonly x: { readonly label: string; readonly type: 'date' | 'category' | 'number' }
  readonly y: { readonly label: string; readonly format: ValueFormat }
  readonly series: readonly Series[]
}

/** Cells by row and column; an absent or null cell is blank (not yet observable), never zero. */
export interface HeatmapChart extends ChartBase {
  readonly kind: 'heatmap'
  readonly rowLabel: string
  readonly columnLabel: string
  readonly format: ValueFormat
  readonly rows: readonly {
    readonly label: string
    readonly size: number | null
    readonly cells: readonly (HeatmapCell | null)[]
  }[]
  readonly columns: readonly string[]
  /** Columns left out of the colour domain (day 0). */
  readonly ignoreColumns?: readonly number[]
}

export interface HeatmapCell {
  readonly value: number
  /** More lines for the tooltip ("55 of 96 users"). */
  readonly detail?: string
  /** Drawn hollow and dashed: the period is not over. */
  readonly incomplete?: boolean
  readonly figure?: MarkFigure
}

/** Steps with users, the share kept from the first and the previous step, and what was lost between. */
export interface FunnelChart extends ChartBase {
  readonly kind: 'funnel'
  readonly steps: readonly {
    readonly label: string
    readonly count: number
    readonly detail?: string
    /** The users who got here; and those who got to the step before and not here. */
    readonly figure?: MarkFigure
    readonly lostFigure?: MarkFigure
  }[]
}

/** Points on two linear axes, optionally joined in order (a route), labelled, sized or grouped. */
export interface ScatterChart extends ChartBase {
  readonly kind: 'scatter'
  readonly x: { readonly label: string; readonly format: ValueFormat }
  readonly y: { readonly label: string; readonly format: ValueFormat }
  readonly points: readonly {
    readonly x: number
    readonly y: number
    readonly label: string
    readonly group?: string
    readonly size?: number
    readonly figure?: MarkFigure
  }[]
  /** Indices into points, in the order of travel. */
  readonly path?: readonly number[]
}

/** Spans in lanes over time: the pickups and drop-offs of a batch. Times in seconds from the start. */
export interface TimelineChart extends ChartBase {
  readonly kind: 'timeline'
  readonly lanes: readonly {
    readonly label: string
    readonly spans: readonly {
      readonly start: number
      readonly end: number
      readonly label: string
      readonly group?: string
      readonly figure?: MarkFigure
    }[]
  }[]
}

/** Estimates with their intervals in rows, and a line at no difference (a forest plot). */
export interface IntervalChart extends ChartBase {
  readonly kind: 'interval'
  /** What a row is of. */
  readonly rowLabel: string
  readonly x: { readonly label: string; readonly format: ValueFormat }
  /** Where the line stands: at 0 unless told, null for none. */
  readonly reference?: number | null
  readonly rows: readonly {
    readonly label: string
    /** Null where there is no estimate; the row says so. */
    readonly estimate: number | null
    readonly low: number | null
    readonly high: number | null
    /** The difference is one for the better or the worse; without it, it may be either. */
    readonly tone?: 'good' | 'bad'
    /** More in words for the tooltip ("p 0.012"). */
    readonly detail?: string
    readonly figure?: MarkFigure
  }[]
}

/** Nodes in columns, and bands from one to a node further right, as thick as their value: how journeys flow. */
export interface SankeyChart extends ChartBase {
  readonly kind: 'sankey'
  readonly value: { readonly label: string; readonly format: ValueFormat }
  /** Headings by the nodes' column. */
  readonly columns: readonly string[]
  /** Nodes of one label have one colour; `good` is an end that is wished for, `quiet` stands for others. */
  readonly nodes: readonly {
    readonly label: string
    readonly column: number
    readonly tone?: 'good' | 'quiet'
    readonly figure?: MarkFigure
  }[]
  /** Positions in nodes; a band that does not lead to the right is not drawn. */
  readonly links: readonly {
    readonly source: number
    readonly target: number
    readonly value: number
    readonly detail?: string
    readonly figure?: MarkFigure
  }[]
}

export type ChartSpec =
  LineChart | BarChart | HeatmapChart | FunnelChart | ScatterChart | TimelineChart | IntervalChart | SankeyChart
