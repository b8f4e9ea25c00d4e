import type { Mark } from '../mark'
import { area } from './area'
import { bar } from './bar'
import { box } from './box'
import { cells } from './cells'
import { funnel } from './funnel'
import { heatmap } from './heatmap'
import { interval } from './interval'
import { line } from './line'
import { sankey } from './sankey'
import { scatter } from './scatter'
import { states } from './states'
import { timeline } from './timeline'
import { upset } from './upset'

/** Every kind of chart there is, each with its mark: what an analysis may say follows from this record. */
export const marks = {
  line,
  bar,
  area,
  box,
  cells,
  heatmap,
  funnel,
  scatter,
  timeline,
  interval,
  sankey,
  states,
  upset,
}

type SpecOf<Kind extends keyof typeof marks> = (typeof marks)[Kind] extends Mark<infer Spec> ? Spec : never

export type ChartKind = keyof typeof marks

/** The spec of one kind of chart, or of any. */
export type ChartOf<Kind extends ChartKind> = { [K in Kind]: SpecOf<K> }[Kind]
export type ChartSpec = ChartOf<ChartKind>

/** The mark of a chart. */
export function markOf(spec: ChartSpec): Mark<ChartSpec> {
  return marks[spec.kind]
}
