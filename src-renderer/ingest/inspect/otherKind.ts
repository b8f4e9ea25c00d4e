import { shellWord } from '../../base/shellWord'
import { sqliteTables } from './sqliteTables'

interface OtherKind {
  /** With its article: `a PNG picture`. */
  readonly is: string
  /** What to do instead; `choose another file` when absent. */
  readonly advice?: string
}

const PANDAS = 'write it as Parquet or CSV with pandas'
const TABLE_OUT = 'export the table that you need as CSV'

/** First bytes of files that people take for logs by mistake; a dot in a text stands for any byte. */
const SIGNATURES: readonly (OtherKind & { readonly begins: string })[] = [
  { begins: '\x89PNG', is: 'a PNG picture' },
  { begins: '\xff\xd8\xff', is: 'a JPEG picture' },
  { begins: 'GIF8', is: 'a GIF picture' },
  { begins: 'RIFF....WEBP', is: 'a WebP picture' },
  { begins: 'II*\0', is: 'a TIFF picture' },
  { begins: 'MM\0*', is: 'a TIFF picture' },
  { begins: '....ftyp', is: 'a video or a picture' },
  { begins: 'RIFF....AVI ', is: 'a video' },
  { begins: 'RIFF....WAVE', is: 'a sound' },
  { begins: '%PDF-', is: 'a PDF document', advice: 'get the same data as CSV from where it comes' },
  { begins: '%!PS', is: 'a PostScript document' },
  {
    begins: '\xd0\xcf\x11\xe0',
    is: 'an old Excel, Word or Outlook file',
    advice: 'save the sheet as CSV (File, Save As, “CSV UTF-8”), and open that',
  },
  {
    begins: 'SQLite format 3\0',
    is: 'an SQLite database',
    advice: 'export a table with `sqlite3 -header -csv FILE "SELECT * FROM TABLE" > table.csv`, and open that',
  },
  {
    begins: '........DUCK',
    is: 'a DuckDB database',
    advice: `export a table with \`duckdb FILE "COPY TABLE TO 'table.parquet'"\`, and open that`,
  },
  {
    begins: 'PGDMP',
    is: 'a PostgreSQL dump',
    advice: 'restore it with pg_restore, and export the table with \\copy as CSV',
  },
  { begins: 'Obj\x01', is: 'an Avro file', advice: 'write it as Parquet or NDJSON (`avro-tools tojson FILE`)' },
  { begins: '\x93NUMPY', is: 'a NumPy array', advice: PANDAS },
  { begins: '\x89HDF\r\n\x1a\n', is: 'an HDF5 file', advice: PANDAS },
  { begins: 'CDF\x01', is: 'a NetCDF file', advice: PANDAS },
  { begins: 'FEA1', is: 'a Feather file of version 1', advice: 'write it again as Feather 2 or Parquet' },
  { begins: 'RDX.\n', is: 'an R workspace', advice: 'write the data frame with write.csv or arrow::write_parquet' },
  { begins: 'X\n\0\0\0', is: 'an R object', advice: 'write the data frame with write.csv or arrow::write_parquet' },
  { begins: '$FL2', is: 'an SPSS file', advice: 'save the data as CSV' },
  { begins: '<stata_dta>', is: 'a Stata file', advice: 'write it with `export delimited`' },
  { begins: 'bplist00', is: 'an Apple property list', advice: TABLE_OUT },
  { begins: '\x7fELF', is: 'a program' },
  { begins: 'MZ\x90', is: 'a program' },
  { begins: '\xcf\xfa\xed\xfe', is: 'a program' },
  { begins: '\0asm', is: 'a program' },
  { begins: '\xca\xfe\xba\xbe', is: 'a program' },
  ...['\x02', '\x03', '\x04', '\x05'].map((version) => ({
    begins: `\x80${version}`,
    is: 'a Python pickle',
    advice: `${PANDAS} (a pickle is a program, which Lathe does not run)`,
  })),
]
const TAR_AT = 257

/** How texts begin that are no logs. */
const TEXTS: readonly (OtherKind & { readonly begins: RegExp })[] = [
  {
    begins: /^\s*(?:<!--[^]{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i,
    is: 'a web page (HTML)',
    advice: 'the address probably asked to log in, or answered with an error; download the data itself',
  },
  {
    begins: /^\s*(?:<\?xml[^>]*>\s*)?<Error>\s*<Code>/,
    is: 'the answer of a storage service that refused the file',
    advice: 'ask for access, and download it again',
  },
  {
    begins: /^version https:\/\/git-lfs\.github\.com\//,
    is: 'a pointer of Git LFS, not the file itself',
    advice: 'run `git lfs pull`',
  },
  {
    begins:
      /^(?:\s|--[^\n]*\n|\/\*[^]{0,500}?\*\/;?)*(?:-- (?:MySQL|MariaDB|PostgreSQL) [^\n]*dump|(?:CREATE TABLE|INSERT INTO|DROP TABLE|PRAGMA foreign_keys|BEGIN TRANSACTION|SET [a-z_@ ]+=|LOCK TABLES)\b)/i,
    is: 'an SQL dump',
    advice: 'load it into its database, and export the table as CSV',
  },
  { begins: /^-- (?:MySQL|MariaDB|PostgreSQL|phpMyAdmin)/, is: 'an SQL dump', advice: TABLE_OUT },
  { begins: /^\{\\rtf/, is: 'a text document (RTF)', advice: 'save it as plain text' },
  { begins: /^\s*\{\s*"(?:cells|nbformat|metadata)"[^]*"nbformat"/, is: 'a Jupyter notebook', advice: PANDAS },
  {
    begins: /^(?:From |Return-Path:|Received:|Delivered-To:|MIME-Version:)/,
    is: 'an e-mail',
    advice: 'save its attachment',
  },
  { begins: /^-----BEGIN /, is: 'a key or certificate' },
  { begins: /^\s*<svg\b/, is: 'an SVG drawing' },
  {
    begins: /^\s*<\?xml(?![^]*<(?:\w+:)?log[\s>])|^\s*<(?:rss|feed|kml|gpx|plist)\b/,
    is: 'an XML document that is no event log (XES)',
    advice: TABLE_OUT,
  },
]

/** Logs hold a stray control character at most; the bytes of compressed or compiled data hold one in a dozen. */
const MOST_CONTROL = 0.02

/**
 * Control characters that text has: tab, line ends, form feed, escape, and those that separate fields in some logs (^A,
 * ^B, FS to US).
 */
function isOdd(byte: number): boolean {
  return byte < 0x20 && !(byte === 1 || byte === 2 || (byte >= 9 && byte <= 13) || byte >= 0x1b)
}

function beginsWith(head: Uint8Array, begins: string, from = 0): boolean {
  for (let at = 0; at < begins.length; at++)
    if (begins[at] !== '.' && head[from + at] !== begins.charCodeAt(at)) return false
  return true
}

/**
 * What a file is, when its first bytes (unpacked) are no text; null for text. `text` is what the bytes are in UTF-8,
 * where they are in another encoding. `file` is what it is called in commands that are said.
 */
export function binaryKind(head: Uint8Array, text = head, file = 'FILE'): OtherKind | null {
  const known = SIGNATURES.find(({ begins }) => beginsWith(head, begins))
  if (known !== undefined) return known.begins.startsWith('SQLite') ? withTables(known, head, file) : known
  if (beginsWith(head, 'ustar', TAR_AT))
    return { is: 'a damaged tar archive', advice: 'fetch it again, or save with `tar -xf` what can be saved' }
  const odd = text.reduce((sum, byte) => sum + (isOdd(byte) ? 1 : 0), 0)
  return odd > text.byteLength * MOST_CONTROL ? { is: 'binary data' } : null
}

/** What to run on a database, with the names of its tables where its beginning has them. */
function withTables(kind: OtherKind, head: Uint8Array, file: string): OtherKind {
  const tables = sqliteTables(head)
  const [first] = tables
  if (first === undefined) return kind
  const select = `SELECT * FROM "${first.replaceAll('"', '""')}"`
  const out = `${first.replace(/[^\p{L}\p{N}_]+/gu, '_')}.csv`
  const others = tables.length === 1 ? '' : ` (its tables are ${tables.join(', ')})`
  return {
    ...kind,
    advice:
      `export a table with \`sqlite3 -header -csv ${shellWord(file)} ${shellWord(select)} > ${shellWord(out)}\`${others}, ` +
      `and open ${out}`,
  }
}

/** What a text that begins so is, when it is of a kind that holds no log; null for any other. */
export function textKind(head: string): OtherKind | null {
  return TEXTS.find(({ begins }) => begins.test(head)) ?? null
}

const SENTENCE_WORDS = 6

/**
 * Whether a text is prose: most of its lines are words that make no columns (their number changes from line to line),
 * without times and hardly a digit.
 */
export function isProse(head: string): boolean {
  const lines = head
    .split(/\r\n?|\n/)
    .slice(0, 200)
    .filter((line) => line.trim() !== '')
  if (lines.length < 3) return false
  const isSentence = (line: string): boolean =>
    line.trim().split(/\s+/).length >= SENTENCE_WORDS &&
    !/\d\d:\d\d|\t|[;|{}<>=[\]]/.test(line) &&
    line.replace(/[^0-9]/g, '').length <= line.length * 0.02
  const sentences = lines.filter(isSentence)
  const widths = new Set(sentences.map((line) => line.trim().split(/\s+/).length))
  return sentences.length >= lines.length * 0.6 && widths.size >= 3
}
