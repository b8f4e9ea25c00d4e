import type { ExportFormat, PictureOptions } from '../exportFormat'
import { sceneToPng } from '../png'

/** Painted on a canvas, which the terminal has not. */
export const png = {
  label: 'PNG',
  extension: 'png',
  mimeType: 'image/png',
  chart: {
    write: async (scene, options?: PictureOptions) =>
      new Uint8Array(await (await sceneToPng(scene, options)).arrayBuffer()),
    menu: { rank: 1 },
    terminal: false,
  },
} as const satisfies ExportFormat
