import { LatheError } from '../../model/error'
import type { ByteSource } from '../contract'
import { columnAt, elapsedText, momentText, plainText } from './sheetCells'
import { SheetMerges, readMerges } from './sheetMerges'
import { partText, readCellForms, readWorkbook } from './workbook'
import type { CellForms } from './workbook'
import { XmlReader } from './xmlReader'
import type { XmlHandler } from './xmlReader'

/** As many as Excel has. */
const MOST_COLUMNS = 16_384
const MOST_ROWS = 1_048_576
const ENCODER = new TextEncoder()
const PIECE_CHARS = 256 * 1024

/** The names of a workbook's sheets that can be read. */
export async function sheetNames(source: ByteSource): Promise<readonly string[]> {
  return (await readWorkbook(source)).sheets.map(({ name }) => name)
}

/**
 * A sheet of a workbook as CSV in UTF-8, the first one where none is named: row n of the sheet is record n, as a
 * spreadsheet itself would save it, but for days and times, which are ISO 8601 whatever they look like. Formulas give
 * the values that they had when the workbook was saved; errors are nothing. Throws LatheError `not-found` for a sheet
 * that there is not, and `bad-file`.
 */
export async function* sheetText(source: ByteSource, sheet: string | undefined): AsyncIterable<Uint8Array> {
  const { sheets, is1904 } = await readWorkbook(source)
  const found = sheet === undefined ? sheets[0] : sheets.find(({ name }) => name === sheet)
  if (found === undefined) {
    const candidates = sheets.map(({ name }) => name)
    throw new LatheError(
      'not-found',
      `${source.name} has no sheet “${sheet ?? ''}”; its sheets are ${candidates.join(', ')}.`,
      { what: 'table', name: sheet ?? '', candidates },
    )
  }
  const merges = new SheetMerges(await readMerges(partText(source, found.path)))
  const rows = new SheetRows(await readCellForms(source), is1904, merges)
  const reader = new XmlReader(`${source.name}, sheet ${found.name},`, rows, source.name)
  for await (const text of partText(source, found.path)) {
    for (let from = 0; from < text.length; from += PIECE_CHARS) {
      reader.add(text.slice(from, from + PIECE_CHARS))
      if (rows.hasText) yield ENCODER.encode(rows.take())
    }
  }
  reader.end()
  rows.end()
  yield ENCODER.encode(rows.take())
}

/** Makes lines of the rows of a sheet. */
class SheetRows implements XmlHandler {
  readonly #forms: CellForms
  readonly #is1904: boolean
  readonly #merges: SheetMerges
  #lines: string[] = []
  /** Lines written. */
  #written = 0
  #row = 0
  #column = -1
  #width = 0
  #cells: string[] = []
  #type = ''
  #style = 0
  #value: string[] = []
  #isValue = false

  constructor(forms: CellForms, is1904: boolean, merges: SheetMerges) {
    this.#forms = forms
    this.#is1904 = is1904
    this.#merges = merges
  }

  get hasText(): boolean {
    return this.#lines.length > 0
  }

  take(): string {
    const text = this.#lines.join('')
    this.#lines = []
    return text
  }

  end(): void {
    this.#write(this.#merges.last())
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case 'row': {
        const row = Number(attributes['r'] ?? this.#row + 1)
        if (!(row > this.#row && row <= MOST_ROWS)) throw new RangeError(`row ${attributes['r']} is out of order`)
        this.#row = row
        this.#cells = []
        this.#column = -1
        break
      }
      case 'c': {
        const place = attributes['r']
        this.#column = place === undefined ? this.#column + 1 : columnAt(place)
        if (this.#column < 0 || this.#column >= MOST_COLUMNS) throw new RangeError(`there is no cell ${place}`)
        this.#type = attributes['t'] ?? 'n'
        this.#style = Number(attributes['s'] ?? 0)
        this.#value = []
        break
      }
      case 'v':
      case 't':
        this.#isValue = true
        break
    }
  }

  text(text: string): void {
    if (this.#isValue) this.#value.push(text)
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#isValue = false
    else if (name === 'c') {
      const text = this.#cellText(this.#value.join(''))
      while (text !== '' && this.#cells.length < this.#column) this.#cells.push('')
      if (text !== '') this.#cells[this.#column] = text
    } else if (name === 'row') for (const row of this.#merges.add(this.#row, this.#cells)) this.#write(row)
  }

  #cellText(value: string): string {
    switch (this.#type) {
      case 's':
        return value === '' ? '' : plainText(this.#forms.texts[Number(value)] ?? '')
      case 'b':
        return value === '' ? '' : value === '1' || value === 'true' ? 'true' : 'false'
      case 'e':
        return ''
      case 'd':
        return value.replace(/T00:00:00(?:\.0+)?$/, '')
      case 'n': {
        const number = Number(value)
        if (value.trim() === '' || Number.isNaN(number)) return value
        const kind = this.#forms.kinds[this.#style] ?? 'number'
        if (kind === 'elapsed') return elapsedText(number)
        return (kind === 'time' ? momentText(number, this.#is1904) : null) ?? String(number)
      }
      default:
        return plainText(value)
    }
  }

  #write(row: { readonly at: number; readonly cells: readonly string[] } | null): void {
    if (row === null || row.cells.every((cell) => cell === '')) return
    for (; this.#written < row.at - 1; this.#written++) this.#lines.push('\n')
    this.#width = Math.max(this.#width, row.cells.length)
    const fields = Array.from({ length: this.#width }, (_, column) => quoted(row.cells[column] ?? ''))
    this.#lines.push(`${fields.join(',')}\n`)
    this.#written = row.at
  }
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
