import { LatheError, isLatheError } from '../../model/error'
import type { ByteSource } from '../contract'
import { kindOfFormat } from './sheetCells'
import type { NumberKind } from './sheetCells'
import { XmlReader } from './xmlReader'
import type { XmlHandler } from './xmlReader'
import { readEntry, zipEntries } from './zip'

const WORKBOOK = 'xl/workbook.xml'
/** Texts of all cells together. */
const MOST_TEXT_CHARS = 2 ** 28

/** What all sheets of a workbook share. */
interface Workbook {
  /** Sheets of cells that are not hidden, in their order; all where all are hidden. */
  readonly sheets: readonly { readonly name: string; readonly path: string }[]
  /** Whether days count from 1904. */
  readonly is1904: boolean
}

/** How cells are written: texts by their number, and what numbers are by their style. */
export interface CellForms {
  readonly texts: readonly string[]
  readonly kinds: readonly NumberKind[]
}

/** Whether an archive is a workbook of Excel's (`.xlsx`, `.xlsm`), as LibreOffice and others write them, too. */
export async function isWorkbook(source: ByteSource): Promise<boolean> {
  try {
    return (await zipEntries(source)).some(({ name }) => name === WORKBOOK)
  } catch (cause) {
    if (!isLatheError(cause, 'bad-file') || !/\.xls[xm]$/i.test(source.name)) throw cause
    throw new LatheError(
      'bad-file',
      `${source.name} is a damaged Excel workbook, or none: fetch it again, or open it in a spreadsheet, which may ` +
        'mend it, and save it.',
      { file: source.name },
      { cause },
    )
  }
}

/** The sheets of a workbook (Office Open XML, ECMA-376). Throws LatheError `bad-file`. */
export async function readWorkbook(source: ByteSource): Promise<Workbook> {
  const paths = new Map<string, string>()
  const found: { name: string; id: string; isHidden: boolean }[] = []
  let is1904 = false
  await readPart(source, 'xl/_rels/workbook.xml.rels', {
    open: (_name, { Id, Target, Type }) => {
      if (Id !== undefined && Target !== undefined && /\/worksheet$/.test(Type ?? ''))
        paths.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
    },
  })
  await readPart(source, WORKBOOK, {
    open: (name, attributes) => {
      if (name === 'workbookPr') is1904 = isTrue(attributes['date1904'])
      const [title, id] = [attributes['name'], attributes['r:id'] ?? attributes['id']]
      if (name === 'sheet' && title !== undefined && id !== undefined)
        found.push({ name: title, id, isHidden: /hidden/i.test(attributes['state'] ?? '') })
    },
  })
  const sheets = found.flatMap(({ name, id, isHidden }) => {
    const path = paths.get(id)
    return path === undefined ? [] : [{ name, path, isHidden }]
  })
  const visible = sheets.filter(({ isHidden }) => !isHidden)
  if (sheets.length === 0)
    throw new LatheError('bad-file', `${source.name} is a workbook without a sheet of cells; choose another file.`, {
      file: source.name,
    })
  return { sheets: visible.length === 0 ? sheets : visible, is1904 }
}

/** The texts and styles of a workbook's cells; either may be missing. */
export async function readCellForms(source: ByteSource): Promise<CellForms> {
  const texts: string[] = []
  let chars = 0
  let text: string[] | null = null
  let isText = false
  let phonetic = 0
  await readPart(source, 'xl/sharedStrings.xml', {
    open: (name) => {
      if (name === 'si') text = []
      else if (name === 'rPh') phonetic++
      else if (name === 't') isText = phonetic === 0
    },
    text: (part) => {
      if (!isText || text === null) return
      text.push(part)
      chars += part.length
      if (chars > MOST_TEXT_CHARS)
        throw new LatheError(
          'unsupported',
          `${source.name} has texts of more than ${MOST_TEXT_CHARS / 2 ** 20} million characters, which do not fit ` +
            'into memory at once: save the sheet as CSV, and open that.',
          { feature: 'large workbook' },
        )
    },
    close: (name) => {
      if (name === 't') isText = false
      else if (name === 'rPh') phonetic--
      else if (name === 'si') texts.push((text ?? []).join(''))
    },
  })
  const codes = new Map<number, string>()
  const kinds: NumberKind[] = []
  let isCells = false
  await readPart(source, 'xl/styles.xml', {
    open: (name, { numFmtId, formatCode }) => {
      if (name === 'cellXfs') isCells = true
      else if (name === 'numFmt' && formatCode !== undefined) codes.set(Number(numFmtId), formatCode)
      else if (name === 'xf' && isCells) kinds.push(kindOfFormat(Number(numFmtId ?? 0), codes.get(Number(numFmtId))))
    },
    close: (name) => {
      if (name === 'cellXfs') isCells = false
    },
  })
  return { texts, kinds }
}

/** The text of one part of a workbook, in pieces; nothing where there is no such part. */
export async function* partText(source: ByteSource, path: string): AsyncIterable<string> {
  const entry = (await zipEntries(source)).find(({ name }) => name === path)
  if (entry === undefined) return
  const decoder = new TextDecoder('utf-8')
  for await (const bytes of readEntry(source, entry)) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

type PartHandler = Partial<XmlHandler> & Pick<XmlHandler, 'open'>

async function readPart(source: ByteSource, path: string, handler: PartHandler): Promise<void> {
  let reader: XmlReader | null = null
  for await (const text of partText(source, path)) {
    reader ??= new XmlReader(`${source.name}/${path}`, { close: () => undefined, ...handler }, source.name)
    reader.add(text)
  }
  reader?.end()
}

function isTrue(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true'
}
