import { LatheError } from '../../model/error'
import type { Format, FormatName } from '../contract'
import { PACKED_EXTENSIONS } from '../bytes/packings'
import { accessLog } from './accessLog'
import { arrow } from './arrow'
import { csv, tsv } from './csv'
import { json } from './json'
import { log } from './log'
import { logfmt } from './logfmt'
import { ndjson } from './ndjson'
import { parquet } from './parquet'
import { w3c } from './w3c'
import { xes } from './xes'

/**
 * Every format that Lathe reads: adding one is a file beside this one and a line here. Recognition, `--format` with its
 * help, the window's choices and dialogs are drawn from it.
 */
export const FORMATS: readonly Format[] = [csv, tsv, ndjson, json, accessLog, w3c, log, logfmt, xes, parquet, arrow]

/** Of files to offer, without the dot: those of the formats, of packed files, and texts of any form. */
export const FILE_EXTENSIONS: readonly string[] = [
  ...new Set([...FORMATS.flatMap((format) => format.extensions), 'txt', ...PACKED_EXTENSIONS]),
]

/** The format of a name. Throws LatheError `bad-parameter`, which lists the names, for one that is none. */
export function formatNamed(name: FormatName): Format {
  const format = FORMATS.find((candidate) => candidate.name === name)
  if (format !== undefined) return format
  const names = FORMATS.map((candidate) => candidate.name).join(', ')
  throw new LatheError('bad-parameter', `No format is called “${name}”; the formats are ${names}.`, {
    parameter: 'format',
    value: name,
  })
}
