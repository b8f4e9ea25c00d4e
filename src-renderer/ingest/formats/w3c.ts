import type { Format } from '../contract'
import type { JsonObject } from './jsonValue'
import { ObjectLines } from './objectLines'
import { headText } from './textBlocks'
import { readTextLines } from './textLines'

const FIELDS = /^#Fields:\s*(.+)$/i

/**
 * The extended log format of the W3C (https://www.w3.org/TR/WD-logfile), as IIS and CloudFront write it: `#Fields:`
 * names the columns, also anew within a file. `date` and `time` become one column `time` in UTC, as the format has it.
 */
export const w3c: Format = {
  name: 'w3c',
  title: 'W3C log (IIS, CloudFront)',
  kind: 'text',
  extensions: ['log'],
  sample: '#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri\n2024-01-15 00:00:37 192.0.2.1 GET /a\n',
  sniff: (head) => (/^(?:#[^\n]*\n){0,20}#Fields:/i.test(headText(head)) ? 1 : 0),
  read: (bytes, options, signal) => readTextLines(bytes, new ObjectLines(options.keep, lineReader()), signal),
}

/** A reader of lines, which remembers the last `#Fields:`. */
function lineReader(): (text: string) => JsonObject | string | null {
  let fields: readonly string[] = []
  return (text) => {
    if (text.startsWith('#')) {
      fields = FIELDS.exec(text)?.[1]?.trim().split(/\s+/) ?? fields
      return null
    }
    const values = text.includes('\t') ? text.split('\t') : (text.trim().match(/"(?:[^"]|"")*"|\S+/g) ?? [])
    if (values.length !== fields.length)
      return `expected ${fields.length} fields, as #Fields has them, found ${values.length}`
    const row = Object.fromEntries(
      fields.map((name, index) => {
        const value = values[index]!.replace(/^"(.*)"$/, '$1')
        return [name, value === '-' || value === '' ? null : value]
      }),
    )
    const { date, time, ...others } = row
    return typeof date === 'string' && typeof time === 'string' ? { time: `${date} ${time}Z`, ...others } : row
  }
}
