/** A field of CSV, null for an empty one without quotes. */
export type PlainField = string | null

const FIELD = /(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/y

/** Reads CSV exactly as export/csv writes it, header included: null and the empty text stay apart. */
export function readPlainCsv(text: string): readonly (readonly PlainField[])[] {
  const rows: PlainField[][] = []
  let row: PlainField[] = []
  FIELD.lastIndex = 0
  while (FIELD.lastIndex < text.length) {
    const match = FIELD.exec(text)
    if (match === null) throw new RangeError('This is no CSV that Lathe wrote')
    const [, quoted, plain, end] = match
    row.push(quoted === undefined ? (plain === '' ? null : (plain ?? null)) : quoted.replaceAll('""', '"'))
    if (end === ',' && FIELD.lastIndex < text.length) continue
    if (end === ',') row.push(null)
    rows.push(row)
    row = []
  }
  return rows
}
