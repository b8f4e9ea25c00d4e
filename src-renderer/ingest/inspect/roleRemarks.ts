import { required } from '../../base/required'
import type { Role } from '../../model/schema'
import type { Cell, InspectedColumn, Inspection, Remark, TimeFormat } from '../contract'
import { lossText } from '../rows/losses'
import { compileNumberReader, formText } from '../columns/numberForm'
import { readDouble } from '../columns/numberText'
import { readFlag } from '../columns/numberStores'
import { timeCellsOf } from '../time/timeColumns'
import { identityScore } from './roleNames'
import { compileTimeReader, epochUnitOf } from '../time/time'
import { meaningsOf, type ZoneName } from '../time/zoneNames'

/** A role's gaps are told from this share of empty rows on, where the sample has rows enough to speak of shares. */
const SPARSE = 0.2
/** A second identity is spoken of from this share of rows without a user on. */
const SECOND = 0.02
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
    remarks.push(...secondIdentity(mapping.user, sample, columns))
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
    remarks.push(...zones(required(mapping.time), cells, timeFormat))
    remarks.push(...days(required(mapping.time), cells, timeFormat))
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

/** A column that tells people apart where the user is empty: to be taken by whoever wants it. */
function secondIdentity(
  user: string | undefined,
  sample: SampleToRemark,
  columns: readonly InspectedColumn[],
): readonly Remark[] {
  const isEmpty = (cell: Cell | undefined): boolean => cell === undefined || cell === null || cell === ''
  const users = sample.cells[sample.names.indexOf(user ?? '')] ?? []
  const empty = users.flatMap((cell, row) => (isEmpty(cell) ? [row] : []))
  if (user === undefined || empty.length < Math.max(1, sample.rows * SECOND)) return []
  const [best] = columns
    .filter(
      ({ name, timeFormat, type }) => name !== user && timeFormat === null && type !== 'json' && type !== 'boolean',
    )
    .map(({ name }) => {
      const cells = sample.cells[sample.names.indexOf(name)] ?? []
      const filled = empty.filter((row) => !isEmpty(cells[row])).length
      return { name, filled, score: identityScore(name) }
    })
    .filter(({ filled, score }) => score > 0 && filled * 2 >= empty.length)
    .sort((a, b) => b.score - a.score || b.filled - a.filled)
  if (best === undefined) return []
  const joined = `${user}|${best.name}`
  return [
    {
      kind: 'sparse',
      column: user,
      count: empty.length,
      text:
        `${user}: where it is empty, ${best.name} is filled in ${best.filled.toLocaleString('en')} of ` +
        `${empty.length.toLocaleString('en')} rows; to count these by it: --map 'user=${joined}'.`,
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

/** What abbreviations of zones are taken for, and what else they could be. */
function zones(column: string, cells: readonly Cell[], format: TimeFormat): readonly Remark[] {
  if (!format.includes('%Z')) return []
  const counts = new Map<string, number>()
  for (const cell of cells) {
    const name = /(?<![A-Za-z/])([A-Za-z]{1,5})(?:\s+\d{4})?\s*$/.exec(String(cell ?? ''))?.[1]?.toUpperCase()
    if (name !== undefined && meaningsOf(name).length > 0) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  if (counts.size === 0) return []
  const said = [...counts.keys()].map((name) => {
    const [usual, ...others] = meaningsOf(name)
    const instead = others.map((other) => `${meaningText(other)} where the import’s zone is ${other.within[0] ?? ''}`)
    return `${name} is read as ${meaningText(required(usual))}${instead.map((one) => `, or as ${one}`).join('')}`
  })
  const count = [...counts.values()].reduce((sum, one) => sum + one, 0)
  return [{ kind: 'zones', column, count, text: `${column}: ${said.join('; ')}.` }]
}

function meaningText({ hours, zone, title }: ZoneName): string {
  if (hours === undefined) return `${title} (${zone ?? ''})`
  const minutes = Math.round(Math.abs(hours) * 60)
  const clock = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
  return `UTC${hours < 0 ? '-' : '+'}${clock} (${title})`
}

/** Numbers that are read as a spreadsheet's days. */
function days(column: string, cells: readonly Cell[], format: TimeFormat): readonly Remark[] {
  const first = cells.find((cell) => cell !== null && cell !== '')
  if (format !== 'excel' || first === undefined || first === null) return []
  const time = compileTimeReader(format, 'UTC')(first)
  if (Number.isNaN(time)) return []
  const text = new Date(time / 1000).toISOString().slice(0, 16).replace('T', ' ')
  return [
    {
      kind: 'days',
      column,
      count: cells.length,
      text: `${column}: read as days of a spreadsheet; ${String(first)} is ${text}.`,
    },
  ]
}
