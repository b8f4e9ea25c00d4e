import { formatCount } from '../../chart/format'
import { encodeWorkbook } from '../../export/xlsx/encodeWorkbook'
import { sheetNames, type Sheet } from '../../export/xlsx/sheetXml'
import { declaredResult } from '../../query/analysis/declaredResult'
import { resultColumns, type RowOf } from '../../query/analysis/resultColumns'
import type { AnsweredTile } from './answeredTile'
import type { TileAnswer } from './tileAnswer'
import { tileName } from './tileText'

const CONTENTS = resultColumns({
  tile: { about: 'What the tile is called.', format: 'text' },
  sheet: { about: 'The sheet with its rows.', format: 'text', nullable: true },
  figure: { about: 'What the figure is called, of several.', format: 'text', nullable: true },
  value: { about: 'Its figure.', format: 'decimal', nullable: true },
  unit: { about: 'Its unit.', format: 'text', nullable: true },
  of: { about: 'What it is of.', format: 'text', nullable: true },
  before: { about: 'The same figure before.', format: 'decimal', nullable: true },
  target: { about: 'What it should be.', format: 'decimal', nullable: true },
  note: { about: 'What to know, or why there is no answer.', format: 'text', nullable: true },
})
type Line = RowOf<typeof CONTENTS>

const NOTHING = { sheet: null, figure: null, value: null, unit: null, of: null, before: null, target: null, note: null }

function noteOf({ request, run }: TileAnswer): string | null {
  const notes = [
    ...(run.truncated ? [`the first ${formatCount(run.table.rowCount)} rows`] : []),
    ...(request.ignored.length === 0 ? [] : [`without the dashboard's ${request.ignored.join(', ')}`]),
    ...run.notes.map(({ text }) => text),
  ]
  return notes.length === 0 ? null : notes.join('; ')
}

function linesOf(one: AnsweredTile, sheet: string | null): readonly Line[] {
  const tile = tileName(one.tile)
  if ('problem' in one) return [{ ...NOTHING, tile, note: one.problem }]
  if (!('answer' in one)) return []
  const { answer } = one
  const line = { ...NOTHING, tile: answer.title, sheet, note: noteOf(answer) }
  if (answer.kind === 'number') {
    const { value, unit, of, before, target } = answer.number
    return [{ ...line, value, unit: unit === '' ? null : unit, of, before: before?.value ?? null, target }]
  }
  if (answer.kpis.length === 0) return [line]
  return answer.kpis.map(({ label, value, detail }) => ({ ...line, figure: label, value, of: detail ?? null }))
}

/** A dashboard's tiles as a workbook: what they say on its first sheet, and a sheet with the rows of each. */
export function dashboardWorkbook(tiles: readonly AnsweredTile[]): Uint8Array<ArrayBuffer> {
  const answered = tiles.flatMap((one) => ('answer' in one ? [one] : []))
  const [first = '', ...names] = sheetNames(['Contents', ...answered.map(({ answer }) => answer.title)])
  const nameOf = new Map<AnsweredTile, string>(answered.map((one, index) => [one, names[index] ?? '']))
  const lines = tiles.flatMap((one) => linesOf(one, nameOf.get(one) ?? null))
  const sheets = answered.map((one): Sheet => ({ name: nameOf.get(one) ?? '', table: one.answer.run.table }))
  return encodeWorkbook([{ name: first, table: declaredResult(CONTENTS, lines) }, ...sheets])
}
