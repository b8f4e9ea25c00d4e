import type { Palette } from './palette'
import { SIZE_LABEL, SIZE_SMALL, type Drawing, type RenderOptions } from './scene'

/** What is drawn when there is nothing to draw: words, and no axes that would look like a result. */
export function emptyChart(options: RenderOptions, palette: Palette): Drawing {
  const { width, height } = options
  return {
    width,
    height,
    data: [],
    hit: 'box',
    empty: true,
    plot: { x: 0, y: 0, width, height },
    nodes: [
      {
        kind: 'text',
        x: width / 2,
        y: height / 2 - 2,
        text: 'No data in this range',
        size: SIZE_LABEL,
        weight: 600,
        fill: palette.muted,
        anchor: 'middle',
        part: 'label',
      },
      ...(width < 260
        ? []
        : [
            {
              kind: 'text' as const,
              x: width / 2,
              y: height / 2 + 16,
              text: 'Widen the dates or loosen the filters.',
              size: SIZE_SMALL,
              fill: palette.muted,
              anchor: 'middle' as const,
              part: 'label' as const,
            },
          ]),
    ],
  }
}
