import type { ChartSpec } from '../../chart/spec'
import { renderChart } from '../../chart/renderChart'
import { EXPORT_FORMATS, type NamedFormat } from '../../export/formats/index'
import { SpreadsheetGuard } from '../../export/spreadsheetGuard'
import type { Annotation } from '../../model/annotation'
import { LatheError } from '../../model/error'
import { readArrowResult } from '../../query/session/arrowResult'
import type { ResultTable } from '../../query/contract/result'
import type { SessionAnswer } from '../../query/session/sessionAnswer'
import { usageError } from './usageError'

/** What --format may be for a query's answer: formats of results, and of the answer's chart. */
export const OUTPUT_FORMATS = EXPORT_FORMATS.filter(
  ({ result, chart }) => result?.terminal === true || chart?.terminal === true,
)
/** What is printed without --format. */
const USUAL = 'table'

/** The format of --format. Throws `usage` for an unknown one. */
export function readOutputFormat(text: string | null): NamedFormat {
  const format = OUTPUT_FORMATS.find((one) => one.name === (text ?? USUAL))
  if (format === undefined)
    throw usageError(
      '--format',
      `--format is one of ${OUTPUT_FORMATS.map((one) => one.name).join(', ')}, not "${text ?? USUAL}".`,
    )
  return format
}

/** The guard of --safe; null without it. Throws `usage` for formats that spreadsheets do not open. */
export function readGuard(safe: boolean, format: NamedFormat): SpreadsheetGuard | null {
  if (!safe) return null
  if (format.result?.guarded !== true) {
    const guarded = OUTPUT_FORMATS.filter((one) => one.result?.guarded === true).map((one) => one.name)
    throw usageError(
      '--safe',
      `--safe is for --format ${guarded.join(' or ')}, which spreadsheets open; ${format.name} needs none.`,
    )
  }
  return new SpreadsheetGuard()
}

/**
 * A result in the format asked for. `drawn` says what a format of charts shows, `guard` makes a CSV for
 * spreadsheets.
 * Throws `unsupported` for a query without a chart.
 */
export async function encodeResult(
  answer: SessionAnswer,
  { name, result, chart: picture }: NamedFormat,
  drawn: { readonly charts: (table: ResultTable) => readonly ChartSpec[]; readonly annotations: readonly Annotation[] },
  guard: SpreadsheetGuard | null,
): Promise<Uint8Array | string> {
  if (result !== undefined) return result.write(answer.ipc, guard)
  const [chart] = drawn.charts(readArrowResult(answer.ipc))
  if (chart === undefined || picture === undefined)
    throw new LatheError('unsupported', 'This query has no chart; choose another --format.', { feature: name })
  return picture.write(renderChart(chart, { width: 960, height: 480, theme: 'light', annotations: drawn.annotations }))
}
