import type { ChartSpec } from '../../chart/spec'
import { renderChart } from '../../chart/renderChart'
import { exportIpc } from '../../export/exportIpc'
import { SpreadsheetGuard } from '../../export/spreadsheetGuard'
import { sceneToSvg } from '../../export/svg'
import type { Annotation } from '../../model/annotation'
import { LatheError } from '../../model/error'
import { readArrowResult } from '../../query/session/arrowResult'
import type { ResultTable } from '../../query/contract/result'
import type { SessionAnswer } from '../../query/session/session'
import { usageError } from './commandLine'
import { textTable } from './textTable'

export const OUTPUT_FORMATS = ['table', 'csv', 'json', 'ndjson', 'arrow', 'parquet', 'svg'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

export function readOutputFormat(text: string | null): OutputFormat {
  const format = text ?? 'table'
  if (!(OUTPUT_FORMATS as readonly string[]).includes(format))
    throw usageError('--format', `--format is one of ${OUTPUT_FORMATS.join(', ')}, not "${format}".`)
  return format as OutputFormat
}

/** The guard of --safe; null without it. Throws `usage` for other formats than CSV. */
export function readGuard(safe: boolean, format: OutputFormat): SpreadsheetGuard | null {
  if (!safe) return null
  if (format !== 'csv')
    throw usageError('--safe', `--safe is for --format csv, which spreadsheets open; ${format} needs none.`)
  return new SpreadsheetGuard()
}

/**
 * A result in the format asked for. `picture` says what --format svg draws, `guard` makes a CSV for spreadsheets. Throws
 * `unsupported` for a query without a chart.
 */
export async function encodeResult(
  answer: SessionAnswer,
  format: OutputFormat,
  picture: {
    readonly charts: (table: ResultTable) => readonly ChartSpec[]
    readonly annotations: readonly Annotation[]
  },
  guard: SpreadsheetGuard | null,
): Promise<Uint8Array | string> {
  if (format === 'table') return textTable(readArrowResult(answer.ipc))
  if (format !== 'svg') return exportIpc(answer.ipc, format, guard)
  const [chart] = picture.charts(readArrowResult(answer.ipc))
  if (chart === undefined)
    throw new LatheError('unsupported', 'This query has no chart; choose another --format.', { feature: 'svg' })
  return sceneToSvg(renderChart(chart, { width: 960, height: 480, theme: 'light', annotations: picture.annotations }))
}
