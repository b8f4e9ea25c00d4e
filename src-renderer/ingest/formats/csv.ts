import type { BlockFormat, Format } from '../contract'
import { detectDialect } from './csvDialect'
import { byteBlocks } from './byteBlocks'
import { blockwise } from './blockwise'
import { SeparatedReader } from './separatedReader'
import { headText } from './textBlocks'

/**
 * Comma-separated values, or by any other separator. Records with fewer fields than the header get nulls, those
 * that hold something in more are rejected at the first surplus field; an unclosed quote costs its line only. Empty
 * lines are skipped. Fields beyond 1,000 columns go into one more, as a JSON object (columns/columnLimit).
 */
export const csv: Format = {
  name: 'csv',
  title: 'CSV',
  kind: 'separated',
  extensions: ['csv'],
  sample: 'user_id,event,ts,value\nann,open,2024-02-28T09:00:00Z,\nbob,"buy ""now""",2024-02-28T09:05:00Z,1.5\n',
  sniff: (head, fileName) => sniffSeparated(head, fileName, /\.csv\b/i, ','),
  ...blockwise(separatedBy(',')),
}

export const tsv: Format = {
  name: 'tsv',
  title: 'TSV (tab-separated)',
  kind: 'separated',
  extensions: ['tsv', 'tab'],
  sample: 'user_id\tevent\tts\nann\topen\t2024-02-28T09:00:00Z\n',
  sniff: (head, fileName) => sniffSeparated(head, fileName, /\.(?:tsv|tab)\b/i, '\t'),
  ...blockwise(separatedBy('\t')),
}

function separatedBy(usual: string): BlockFormat {
  return { cut: byteBlocks, skips: true, open: (options, start) => new SeparatedReader(options, usual, start) }
}

function sniffSeparated(head: Uint8Array, fileName: string, extension: RegExp, usual: string): number {
  const text = headText(head)
  if (text.trim() === '') return extension.test(fileName) ? 0.5 : 0
  const dialect = detectDialect(text, true, { skip: 'detect', quoting: 'detect' }, ',')
  const named = extension.test(fileName)
  // One value of JSON is no column's name.
  if (dialect.width < 2 && /^\s*[[{]/.test(text) && !named) return 0
  if (dialect.width < 2) return named ? 0.4 : 0.05
  const fits = (dialect.delimiter === '\t') === (usual === '\t')
  // A blank between words makes columns of any prose.
  return (fits ? (dialect.delimiter.startsWith(' ') ? 0.15 : 0.5) : 0.1) + (named ? 0.35 : 0)
}
