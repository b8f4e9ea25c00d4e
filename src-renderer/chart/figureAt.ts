import type { ChartSpec, MarkFigure } from './spec'

/** A place in a list; one that no list has where the text is no number. */
function place(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : -1
}

/** The figure that the datum of this id (see Datum.id) shows, or null when the chart does not say. */
export function figureAt(spec: ChartSpec, id: string): MarkFigure | null {
  const [first = '', second = ''] = id.split(':')
  const outer = place(first)
  const inner = place(second)
  switch (spec.kind) {
    case 'line':
    case 'bar':
      return spec.series[outer]?.points[inner]?.figure ?? null
    case 'heatmap':
      return spec.rows[outer]?.cells[inner]?.figure ?? null
    case 'funnel':
      return (first === 'lost' ? spec.steps[inner]?.lostFigure : spec.steps[outer]?.figure) ?? null
    case 'scatter':
      return spec.points[outer]?.figure ?? null
    case 'timeline':
      return spec.lanes[outer]?.spans[inner]?.figure ?? null
    case 'sankey':
      return (
        (first === 'node' ? spec.nodes[inner]?.figure : first === 'link' ? spec.links[inner]?.figure : null) ?? null
      )
    case 'interval':
      return spec.rows[outer]?.figure ?? null
  }
}
