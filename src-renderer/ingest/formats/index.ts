import type { Format, FormatName } from '../contract'
import { accessLog } from './accessLog'
import { arrow } from './arrow'
import { csv, tsv } from './csv'
import { json } from './json'
import { ndjson } from './ndjson'
import { parquet } from './parquet'

/** Every format that Lathe reads: adding one is a file beside this one and a line here. */
export const FORMATS: readonly Format[] = [ndjson, json, csv, tsv, parquet, arrow, accessLog]

export function formatNamed(name: FormatName): Format {
  const format = FORMATS.find((candidate) => candidate.name === name)
  if (format === undefined) throw new RangeError(`no format is named ${name}`)
  return format
}
