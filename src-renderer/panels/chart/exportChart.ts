import type { Scene } from '../../chart/scene'
import type { PictureOptions } from '../../export/exportFormat'
import { CHART_FORMATS, menuFormats } from '../../export/formats/index'
import { csv } from '../../export/formats/csv'
import { xlsx } from '../../export/formats/xlsx'
import type { ResultTable } from '../../query/contract/result'
import { sceneToPng } from '../../export/png'
import { sceneToSvg } from '../../export/svg'
import { saveFile } from '../grid/saveFile'

/** What is exported: a chart as it is drawn, and its data as text. `fileName` has no ending. */
interface ChartSource {
  readonly scene: Scene
  /** What pictures show besides it. */
  readonly picture: PictureOptions
  readonly fileName: string
  readonly csv: () => string | Promise<string>
  readonly tsv: () => string
  readonly data: () => ResultTable
}

/** An entry of the chart's menu. */
export interface ChartExport {
  readonly id: string
  readonly label: string
  readonly way: 'copy' | 'save'
  /** Whether it takes the chart's data, which can be made safe for spreadsheets. */
  readonly takesData: boolean
  /**
   * Says in words what was done; null where nothing was, because the person cancelled. Rejects when the clipboard
   * refuses.
   */
  readonly run: (source: ChartSource) => Promise<string | null>
}

async function save(name: string, bytes: Uint8Array<ArrayBuffer> | string, type: string): Promise<string | null> {
  return (await saveFile(name, bytes, type)) ? `${name} saved` : null
}

/** What the chart's menu can do. */
export const CHART_EXPORTS: readonly ChartExport[] = [
  {
    id: 'copy-png',
    label: 'Copy as picture',
    way: 'copy',
    takesData: false,
    run: async ({ scene, picture }) => {
      // The promise goes into the item: the clipboard must be asked while the click still counts.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': sceneToPng(scene, picture) })])
      return 'Picture copied'
    },
  },
  {
    id: 'copy-svg',
    label: 'Copy as SVG',
    way: 'copy',
    takesData: false,
    run: async ({ scene, picture }) => {
      await navigator.clipboard.writeText(sceneToSvg(scene, picture))
      return 'SVG copied'
    },
  },
  {
    id: 'copy-tsv',
    label: 'Copy data',
    way: 'copy',
    takesData: true,
    run: async ({ tsv }) => {
      await navigator.clipboard.writeText(tsv())
      return 'Data copied'
    },
  },
  ...menuFormats(CHART_FORMATS, 'chart').map(({ format, label }): ChartExport => ({
    id: `save-${format.name}`,
    label: `Save as ${label}…`,
    way: 'save',
    takesData: false,
    run: async ({ scene, picture, fileName }) =>
      save(`${fileName}.${format.extension}`, await format.chart.write(scene, picture), format.mimeType),
  })),
  {
    id: 'save-csv',
    label: `Save data as ${csv.label}…`,
    way: 'save',
    takesData: true,
    run: async (source) => save(`${source.fileName}.${csv.extension}`, await source.csv(), csv.mimeType),
  },
  {
    id: 'save-xlsx',
    label: `Save data as ${xlsx.label}…`,
    way: 'save',
    // A workbook's texts are texts: there is nothing to make safe.
    takesData: false,
    run: async ({ scene, data, fileName }) => {
      const { encodeWorkbook } = await import('../../export/xlsx/encodeWorkbook')
      const workbook = encodeWorkbook([{ name: scene.title, table: data() }])
      return save(`${fileName}.${xlsx.extension}`, workbook, xlsx.mimeType)
    },
  },
]
