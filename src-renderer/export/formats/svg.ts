import type { ExportFormat, PictureOptions } from '../exportFormat'
import { sceneToSvg } from '../svg'

export const svg = {
  label: 'SVG',
  extension: 'svg',
  mimeType: 'image/svg+xml',
  chart: { write: (scene, options?: PictureOptions) => sceneToSvg(scene, options), menu: { rank: 2 }, terminal: true },
} as const satisfies ExportFormat
