import { barChart } from './marks/barChart'
import { funnelChart } from './marks/funnelChart'
import { heatmapChart } from './marks/heatmapChart'
import { intervalChart } from './marks/intervalChart'
import { lineChart } from './marks/lineChart'
import { PALETTES } from './palette'
import { sankeyChart } from './marks/sankeyChart'
import { scatterChart } from './marks/scatterChart'
import { MIN_HEIGHT, MIN_WIDTH, type Drawing, type RenderOptions, type Scene } from './scene'
import type { ChartSpec } from './spec'
import { timelineChart } from './marks/timelineChart'

const DEFAULT_FONT = "'Inter Variable', Inter, system-ui, sans-serif"

function draw(spec: ChartSpec, options: RenderOptions): Drawing {
  switch (spec.kind) {
    case 'line':
      return lineChart(spec, options)
    case 'bar':
      return barChart(spec, options)
    case 'heatmap':
      return heatmapChart(spec, options)
    case 'funnel':
      return funnelChart(spec, options)
    case 'scatter':
      return scatterChart(spec, options)
    case 'timeline':
      return timelineChart(spec, options)
    case 'interval':
      return intervalChart(spec, options)
    case 'sankey':
      return sankeyChart(spec, options)
  }
}

/**
 * Draws a chart. The scene is `width` pixels wide, or wider where the marks would otherwise be too small to read; heatmaps, lying bars and
 * timelines are as tall as their rows need. Never throws for data: with nothing to show, the scene says so in words.
 */
export function renderChart(spec: ChartSpec, options: RenderOptions): Scene {
  const sized = {
    ...options,
    width: Math.max(MIN_WIDTH, Math.floor(options.width)),
    height: Math.max(MIN_HEIGHT, Math.floor(options.height)),
  }
  const { note, ...drawing } = draw(spec, sized)
  return {
    title: spec.title,
    summary: note === undefined ? spec.summary : `${spec.summary} ${note}`,
    theme: options.theme,
    background: PALETTES[options.theme].panel,
    fontFamily: options.fontFamily ?? DEFAULT_FONT,
    ...drawing,
    empty: drawing.empty === true,
  }
}
