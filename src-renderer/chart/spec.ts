/**
 * A chart as plain data: what an analysis says, before it is drawn. renderChart turns it into a scene of shapes, which
 * panels draw with Vue and export/svg writes as text, so the picture on screen and the exported one are the same. Each
 * kind's type lies with its mark (marks/).
 */
export type { MarkFigure, ValueFormat } from './chartBase'
export type { ChartSpec } from './marks'
export type { Series, SeriesPoint } from './series'
