import type { ChartSpec, MarkFigure } from './spec'

/** The figure that the datum of this id (see Datum.id) shows, or null when the chart does not say. */
export function figureAt(spec: ChartSpec, id: string): MarkFigure | null {
  const [first = '', second = ''] = id.split(':')
  const outer = Number(first)
  const inner = Number(second)
  switch (spec.kind) {
    case 'line': case 'bar': return spec.series[outer]?.points[inner]?.figure ?? null
    case 'heatmap': return spec.rows[outer]?.cells[inner]?.figure ?? null
    case 'funnel': return (first === 'lost' ? spec.steps[inner]?.lostFigure : spec.steps[outer]?.figure) ?? null
    case 'scatter': return spec.points[outer]?.figure ?? null
    case 'timeline': return spec.lanes[outer]?.spans[inner]?.figure ?? null
    case 'sankey': return (first === 'node' ? spec.nodes[inner]?.figure : spec.links[inner]?.figure) ?? null
    case 'interval': return spec.rows[outer]?.figure ?? null
  }
}
