import { required } from '../../base/required'
import type { Inspection } from '../../ingest/contract'
import { compileTimeReader } from '../../ingest/time/time'
import { timeCellsOf, timeColumnsOf } from '../../ingest/time/timeColumns'
import type { TsMicros } from '../../model/schema'

/** The preview's times as an import would read them. */
export interface TimesRead {
  /** Behind which preview column they are shown: the one that holds them, or the second of two that are joined. */
  readonly columnIndex: number
  /** One entry a preview row; null where the value is no time, so that the row would be rejected. */
  readonly times: readonly (TsMicros | null)[]
  readonly first: TsMicros | null
  readonly last: TsMicros | null
  readonly unreadable: number
}

/** null when no column is the time. `timezone` is where times without an offset are. */
export function readTimes(inspection: Inspection, timezone: string): TimesRead | null {
  const { mapping, timeFormat, preview } = inspection
  const names = inspection.columns.map((column) => column.name)
  const cells =
    mapping.time === undefined
      ? undefined
      : timeCellsOf(mapping.time, names, (name) => preview.map((row) => row[names.indexOf(name)] ?? null))
  if (mapping.time === undefined || cells === undefined) return null
  const read =
    timeFormat === null ? () => Number.NaN : compileTimeReader(timeFormat, timezone, inspection.isTimeFormatDetected)
  const times = preview.map((_, row) => {
    const micros = read(cells.at(row) ?? null)
    return Number.isNaN(micros) ? null : micros
  })
  const known = times.filter((time) => time !== null)
  return {
    columnIndex: names.indexOf(required(timeColumnsOf(mapping.time, names).at(-1))),
    times,
    first: known.length === 0 ? null : known.reduce((a, b) => Math.min(a, b)),
    last: known.length === 0 ? null : known.reduce((a, b) => Math.max(a, b)),
    unreadable: times.length - known.length,
  }
}

/** `2016-05-24 00:00:00 UTC`, with as much of the fraction as there is. */
export function utcText(micros: TsMicros): string {
  const ms = Math.floor(micros / 1000)
  const rest = micros - ms * 1000
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return 'out of range'
  const text = date.toISOString().replace('T', ' ').replace('Z', '')
  const fraction = (text.slice(-3) + String(rest).padStart(3, '0')).replace(/0+$/, '')
  return `${text.slice(0, -4)}${fraction === '' ? '' : `.${fraction}`} UTC`
}
