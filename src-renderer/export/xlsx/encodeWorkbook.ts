import { zipParts, type ZipPart } from '../zipParts'
import { sheetNames, sheetXml, type Sheet } from './sheetXml'
import { sheetPath, workbookParts } from './workbookParts'

/**
 * A workbook (.xlsx) with a sheet for each table. Texts are texts, whatever they begin with: there are no formulas in
 * it. Throws `unsupported` for a table that a sheet cannot hold.
 */
export function encodeWorkbook(sheets: readonly Sheet[]): Uint8Array<ArrayBuffer> {
  const names = sheetNames(sheets.map(({ name }) => name))
  return zipParts(parts())

  function* parts(): Generator<ZipPart> {
    for (const [path, text] of workbookParts(names)) yield { path, pieces: [text] }
    for (const [index, { table }] of sheets.entries()) yield { path: sheetPath(index + 1), pieces: sheetXml(table) }
  }
}
