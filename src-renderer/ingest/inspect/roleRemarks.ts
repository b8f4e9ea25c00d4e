import { required } from '../../base/required'
import type { Role } from '../../model/schema'
import type { Cell, InspectedColumn, Inspection, Remark, TimeFormat } from '../contract'
import { lossText } from '../rows/losses'
import { compileNumberReader, formText } from '../columns/numberForm'
import { readDouble } from '../columns/numberText'
import { readFlag } from '../columns/numberStores'
import { timeCellsOf } from '../time/timeColumns'
import { compileTimeReader, epochUnitOf } from '../time/time'

/** A role's gaps are told from this share of empty rows on, where the sample has rows enough to speak of shares. */
const SPARSE = 0.2
const ROWS_FOR_SHARES = 10
const MONTH_MICROS = 31 * 86_400_000_000

export interface SampleToRemark {
  readonly names: readonly string[]
  readonly cells: readonly (readonly Cell[])[]
  readonly lines: readonly number[]
  readonly rows: number
}

/** What the roles of a mapping would lose or leave empty in the sampled rows, and how their values are read. */
export function roleRemarks(
  sample: SampleToRemark,
  found: Pick<Inspection, 'mapping' | 'kind' | 'columns' | 'timeFormat' | 'isTimeFormatDetected'>,
): readonly Remark[] {
  const { mapping, kind, columns, timeFormat } = found
  const cellsOf = (name: string | undefined): readonly Cell[] => sample.cells[sample.names.indexOf(name ?? '')] ?? []
  const remarks: Remark[] = []
  if (kind === 'events') {
    for (const role of ['user', 'event', 'session'] as const)
      remarks.push(...sparse(mapping[role], cellsOf(mapping[role]), sample.rows))
    const value = columns.find((column) => column.name === mapping.value)
    const readNumber = value?.numbers === undefined ? readDouble : compileNumberReader(value.numbers)
    if (mapping.value !== undefined)
      remarks.push(...lost('value', mapping.value, cellsOf(mapping.value), sample.lines, readNumber))
    if (mapping.test !== undefined)
      remarks.push(...lost('test', mapping.test, cellsOf(mapping.test), sample.lines, readFlag))
  }
  const times = mapping.time === undefined ? undefined : timeCellsOf(mapping.time, sample.names, cellsOf)
  if (times !== undefined && timeFormat !== null) {
    const cells = Array.from({ length: sample.rows }, (_, row) => times.at(row) ?? null)
    remarks.push(
      ...lost(
        'time',
        required(mapping.time),
        cells,
        sample.lines,
        compileTimeReader(timeFormat, 'UTC', found.isTimeFormatDetected),
        kind === 'events',
      ),
    )
    remarks.push(...epochs(required(mapping.time), cells, timeFormat))
  }
  return [...columns.flatMap(numbers), ...remarks]
}

function sparse(column: string | undefined, cells: readonly Cell[], rows: number): readonly Remark[] {
  const empty = cells.filter((cell) => cell === null || cell === '').length
  if (column === undefined || rows < ROWS_FOR_SHARES || empty < rows * SPARSE) return []
  return [
    {
      kind: 'sparse',
      column,
      count: empty,
      text:
        `${column}: empty in ${empty.toLocaleString('en')} of ${rows.toLocaleString('en')} rows ` +
        `(${Math.floor((100 * empty) / rows)} %).`,
    },
  ]
}

function lost(
  role: Role,
  column: string,
  cells: readonly Cell[],
  lines: readonly number[],
  read: (cell: Cell) => number,
  isRejected = false,
): readonly Remark[] {
  let [count, filled, first] = [0, 0, -1]
  cells.forEach((cell, row) => {
    if (cell === null || cell === '') return
    filled++
    if (!Number.isNaN(read(cell))) return
    count++
    if (first === -1) first = row
  })
  if (count === 0) return []
  const text = lossText(
    role,
    { column, count, example: String(cells[first] ?? '').slice(0, 80) },
    `line ${lines[first] ?? 0}`,
    filled,
  )
  return [
    {
      kind: 'lost',
      column,
      count,
      text: isRejected ? text.replace(/ and (?:is|are) empty as the time,/, '; such rows are rejected,') : text,
    },
  ]
}

function numbers({ name, numbers: form }: InspectedColumn): readonly Remark[] {
  const isPlain = form === undefined || (form.decimal === 'point' && form.unit === null)
  return isPlain
    ? []
    : [{ kind: 'numbers', column: name, count: 0, text: `${name}: read as numbers, ${formText(form)}.` }]
}

/** Epochs of several units, of few digits, or of a unit that somebody said and that puts them into January 1970. */
function epochs(column: string, cells: readonly Cell[], format: TimeFormat): readonly Remark[] {
  if (!format.startsWith('epoch')) return []
  const byUnit = new Map<TimeFormat, number>()
  let rounded = ''
  for (const cell of cells) {
    const unit = epochUnitOf(cell)
    if (unit !== null) byUnit.set(unit, (byUnit.get(unit) ?? 0) + 1)
    if (rounded === '' && typeof cell === 'string' && /e/i.test(cell)) rounded = cell
  }
  const say = (count: number, text: string): Remark => ({ kind: 'epochs', column, count, text: `${column}: ${text}` })
  const remarks: Remark[] = []
  if (rounded !== '')
    remarks.push(
      say(
        cells.length,
        `epochs such as ${rounded.trim()} have lost their last digits in a spreadsheet: the times are rounded.`,
      ),
    )
  const units = [...byUnit]
    .sort((a, b) => b[1] - a[1])
    .map(([unit, count]) => `${count.toLocaleString('en')} in ${unit}`)
  const read = compileTimeReader(format, 'UTC')
  const early = cells.filter((cell) => {
    const time = read(cell)
    return time >= 0 && time < MONTH_MICROS
  }).length
  const other = [...byUnit].find(([unit]) => unit !== format)
  if (early > 0 && early > cells.length / 2 && other !== undefined)
    remarks.push(say(early, `as ${format} most times fall in January 1970; their size is that of ${other[0]}.`))
  else if (units.length > 1)
    remarks.push(say(cells.length, `epochs of several units (${units.join(', ')}); each is read by its size.`))
  return remarks
}
