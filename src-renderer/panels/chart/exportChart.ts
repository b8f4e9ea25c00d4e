import type { Scene } from '../../chart/scene'
import { sceneToPng } from '../../export/png'
import { sceneToSvg } from '../../export/svg'
import { saveFile } from '../grid/saveFile'

/** What the chart's menu can do; `csv` is the chart's data. */
export const CHART_EXPORTS = [
  { id: 'copy-png', label: 'Copy as picture' },
  { id: 'copy-svg', label: 'Copy as SVG' },
  { id: 'copy-tsv', label: 'Copy data' },
  { id: 'save-png', label: 'Save as PNG…' },
  { id: 'save-svg', label: 'Save as SVG…' },
  { id: 'save-csv', label: 'Save data as CSV…' },
] as const
export type ChartExport = (typeof CHART_EXPORTS)[number]['id']

/** A file name from a title: letters and digits of any script, joined by hyphens. */
export function fileNameOf(title: string): string {
  return (
    title
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 80) || 'chart'
  )
}

/** Copies or saves, and says in words what was done; null where nothing was, because the person cancelled. Rejects when the clipboard refuses. */
export async function exportChart(
  action: ChartExport,
  scene: Scene,
  fileName: string,
  texts: { csv: () => string | Promise<string>; tsv: () => string },
): Promise<string | null> {
  const save = async (name: string, bytes: Uint8Array<ArrayBuffer> | string, type: string): Promise<string | null> =>
    (await saveFile(name, bytes, type)) ? `${name} saved` : null
  switch (action) {
    case 'copy-png':
      // The promise goes into the item: the clipboard must be asked while the click still counts.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': sceneToPng(scene) })])
      return 'Picture copied'
    case 'copy-svg':
      await navigator.clipboard.writeText(sceneToSvg(scene))
      return 'SVG copied'
    case 'copy-tsv':
      await navigator.clipboard.writeText(texts.tsv())
      return 'Data copied'
    case 'save-png':
      return save(`${fileName}.png`, new Uint8Array(await (await sceneToPng(scene)).arrayBuffer()), 'image/png')
    case 'save-svg':
      return save(`${fileName}.svg`, sceneToSvg(scene), 'image/svg+xml')
    case 'save-csv':
      return save(`${fileName}.csv`, await texts.csv(), 'text/csv')
  }
}
