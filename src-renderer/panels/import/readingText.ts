import type { Inspection } from '../../ingest/contract'
import { formatNamed } from '../../ingest/formats/index'
import { DELIMITER_CHOICES, ENCODING_CHOICES } from './readingChoices'

/** How a file is read now, in one line: `CSV, semicolon, header in line 4, Windows-1252, times %d.%m.%Y`. */
export function readingText(inspection: Inspection, timezone: string): string {
  const { format, compression, delimiter, header, skip = 0, encoding, mapping, timeFormat } = inspection
  const { title, kind } = formatNamed(format)
  const separator = DELIMITER_CHOICES.find(({ value }) => value === delimiter)?.label.split('  ')[0]
  const parts = [compression === null ? title : `${title} in ${compression}`]
  if (kind === 'separated') {
    if (delimiter !== null) parts.push((separator ?? `“${delimiter}”`).toLowerCase())
    parts.push(header ? `header in line ${skip + 1}` : `no header, rows from line ${skip + 1}`)
  }
  if (encoding !== null)
    parts.push(ENCODING_CHOICES.find(({ value }) => value === encoding.name)?.label ?? encoding.name)
  if (mapping.time !== undefined && timeFormat !== null) parts.push(`times ${timeFormat}, in ${timezone}`)
  return parts.join(' · ')
}
