import { markOf, type ChartSpec } from './marks'
import { PALETTES } from './palette'
import { MIN_HEIGHT, MIN_WIDTH, type RenderOptions, type Scene } from './scene'

const DEFAULT_FONT = "'Inter Variable', Inter, system-ui, sans-serif"

/** Sentences one after another: one without an end gets a full stop where another follows. */
function sentences(all: readonly string[]): string {
  const said = all.filter((text) => text !== '')
  return said.map((text, at) => (at < said.length - 1 ? text.replace(/(?<![.!?])$/, '.') : text)).join(' ')
}

/**
 * Draws a chart. The scene is `width` pixels wide, or wider where the marks would otherwise be too small to read;
 * heatmaps, lying bars and timelines are as tall as their rows need. Never throws for data: with nothing to show, the
 * scene says so in words.
 */
export function renderChart(spec: ChartSpec, options: RenderOptions): Scene {
  const sized = {
    ...options,
    width: Math.max(MIN_WIDTH, Math.floor(options.width)),
    height: Math.max(MIN_HEIGHT, Math.floor(options.height)),
  }
  const { note, ...drawing } = markOf(spec).draw(spec, sized)
  return {
    title: spec.title,
    summary: sentences([spec.finding ?? '', spec.summary, note ?? '']),
    theme: options.theme,
    background: PALETTES[options.theme].panel,
    fontFamily: options.fontFamily ?? DEFAULT_FONT,
    ...drawing,
    empty: drawing.empty === true,
  }
}
