import { LatheError } from '../../model/error'
import type { Reject } from '../contract'
import { MAX_RECORD_CHARS } from './csvRecords'
import type { CsvRecords, Scan } from './csvRecords'
import { BAD_BYTE_DETAIL } from './textBlocks'

/** Where nothing can be read as a record. */
type Broken = Extract<Scan, 'unclosed-quote' | 'line-too-long'>

/** Rejects the record that was scanned, which begins in `line`, for the byte at an offset that is no character. */
export function badBytes(records: CsvRecords, line: number, offset: number): Reject {
  return { reason: 'bad-encoding', ...placed(records, line, offset), detail: BAD_BYTE_DETAIL }
}

export function tooManyFields(records: CsvRecords, line: number, width: number): Reject {
  return {
    reason: 'too-many-fields',
    ...placed(records, line, records.faultAt),
    detail: `expected ${width} ${width === 1 ? 'field' : 'fields'}, found ${records.count}`,
  }
}

export function brokenLine(records: CsvRecords, line: number, scan: Broken): Reject {
  if (scan === 'unclosed-quote')
    return {
      reason: scan,
      ...placed(records, line, records.faultAt),
      detail: 'expected a closing quote for the quote that opens here',
    }
  return {
    reason: scan,
    line,
    column: 1,
    excerpt: records.excerptAt(records.position),
    detail: `expected a line of at most ${MAX_RECORD_CHARS} characters`,
  }
}

/** Without the names, no row below them can be told apart. */
export function noHeader(records: CsvRecords, line: number, scan: Broken): LatheError {
  const place = scan === 'line-too-long' ? { lines: 0, column: 1 } : records.placeOf(records.faultAt)
  const why =
    scan === 'line-too-long' ? `has more than ${MAX_RECORD_CHARS} characters` : 'has a quote that nothing closes'
  return new LatheError(
    'bad-file',
    `The line that should name the columns ${why}; mend it, or choose the right format.`,
    { file: '', line: line + place.lines, column: place.column, excerpt: records.excerptAt(records.position) },
  )
}

function placed(records: CsvRecords, line: number, offset: number): Pick<Reject, 'line' | 'column' | 'excerpt'> {
  const place = records.placeOf(offset)
  return { line: line + place.lines, column: place.column, excerpt: records.excerptAt(offset) }
}
