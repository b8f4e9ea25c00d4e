import type { ChartWriter, ExportFormat, ResultWriter } from '../exportFormat'
import { arrow } from './arrow'
import { csv } from './csv'
import { json } from './json'
import { ndjson } from './ndjson'
import { parquet } from './parquet'
import { png } from './png'
import { svg } from './svg'
import { table } from './table'
import { xlsx } from './xlsx'

/** All formats by their names, in the order in which the terminal lists them. */
const FORMATS = { table, csv, xlsx, json, ndjson, arrow, parquet, svg, png } as const satisfies Readonly<
  Record<string, ExportFormat>
>

export type ExportName = keyof typeof FORMATS
type NamesWith<Part> = { [K in ExportName]: (typeof FORMATS)[K] extends Part ? K : never }[ExportName]
/** Formats that results are written in. */
export type ResultFormatName = NamesWith<{ readonly result: ResultWriter }>
/** Formats that charts are written in. */
export type ChartFormatName = NamesWith<{ readonly chart: ChartWriter }>

/** A format with its name, seen without what it alone has. */
export interface NamedFormat<Name extends ExportName = ExportName> extends ExportFormat {
  readonly name: Name
}

/** All of them, in that order. */
export const EXPORT_FORMATS: readonly NamedFormat[] = (Object.keys(FORMATS) as ExportName[]).map((name) => ({
  ...FORMATS[name],
  name,
}))

function isResult(format: NamedFormat): format is NamedFormat<ResultFormatName> & { readonly result: ResultWriter } {
  return format.result !== undefined
}
function isChart(format: NamedFormat): format is NamedFormat<ChartFormatName> & { readonly chart: ChartWriter } {
  return format.chart !== undefined
}

/** Formats that results are written in. */
export const RESULT_FORMATS = EXPORT_FORMATS.filter(isResult)
/** Formats that charts are written in. */
export const CHART_FORMATS = EXPORT_FORMATS.filter(isChart)

/** The format of that name. */
export function exportFormat(name: ExportName): NamedFormat {
  return { ...FORMATS[name], name }
}

/** What a menu of the window offers of some formats, in its order. */
export function menuFormats<F extends NamedFormat>(
  formats: readonly F[],
  part: 'result' | 'chart',
): readonly { readonly format: F; readonly label: string }[] {
  return formats
    .flatMap((format) => {
      const menu = format[part]?.menu
      return menu === undefined ? [] : [{ format, label: menu.label ?? format.label, rank: menu.rank }]
    })
    .sort((a, b) => a.rank - b.rank)
}
