import { LatheError } from '../../model/error'
import type { ColumnSchema } from '../../model/schema'
import type { Cell, TimeFormat } from '../contract'
import { detectTime } from '../time/detectTime'
import { compileTimeReader } from '../time/time'
import { AS_DOUBLE, AS_INTEGER, AS_TEXT, asTimes, type Conversion, type NewType } from './storedValues'

const KINDS: Readonly<Record<ColumnSchema['type'], NewType | 'flag'>> = {
  boolean: 'flag',
  integer: 'number',
  double: 'number',
  string: 'text',
  json: 'text',
  date: 'time',
  timestamp: 'time',
}
/** How many values tell how times are written. */
const TELLING = 10_000
const SHOWN = 3

/** The stored values, part by part, and what else a conversion hangs on. */
export interface StoredColumn {
  readonly values: () => AsyncIterable<readonly Cell[]>
  readonly timezone: string
  readonly timeFormat: TimeFormat | undefined
  /** What the values were read from. */
  readonly files: readonly string[]
}

/** What a column of a type is, as people say it; a flag becomes nothing else. */
export function kindOf(type: ColumnSchema['type']): NewType | 'flag' {
  return KINDS[type]
}

/**
 * How a column's stored values become those of another type; null where they are of it already. Throws `bad-parameter`
 * where a value would be lost, or was not kept as it was written, naming the files that have it.
 */
export async function conversionOf(
  { name, type }: ColumnSchema,
  wanted: NewType,
  column: StoredColumn,
): Promise<Conversion | null> {
  // A day is a time without a time of day, and may get midnight.
  if (KINDS[type] === wanted && type !== 'date') return null
  if (wanted === 'text') {
    if (type !== 'integer') throw refusal(name, wanted, `it is kept as a ${type}, not as it was written`, column.files)
    return AS_TEXT
  }
  if (wanted === 'number') {
    if (KINDS[type] !== 'text') throw refusal(name, wanted, `it is kept as a ${type}`, column.files)
    if ((await lost(AS_INTEGER, column)).count === 0) return AS_INTEGER
    return checked(AS_DOUBLE, name, wanted, column)
  }
  if (type === 'boolean') throw refusal(name, wanted, 'it is kept as a boolean', column.files)
  const format = column.timeFormat ?? (await formatIn(name, column))
  return checked(asTimes(compileTimeReader(format, column.timezone)), name, wanted, column)
}

async function formatIn(name: string, column: StoredColumn): Promise<TimeFormat> {
  const first: Cell[] = []
  for await (const cells of column.values()) {
    first.push(...cells.slice(0, TELLING - first.length))
    if (first.length >= TELLING) break
  }
  const found = detectTime(first)
  if (found === null)
    throw refusal(name, 'time', `its values do not read as times (${shown(first)}); say how with the time format`, [])
  if (found.otherwise !== null)
    throw refusal(
      name,
      'time',
      `its values read as ${found.format} and as ${found.otherwise}; say which with the time format`,
      [],
    )
  return found.format
}

async function checked(
  conversion: Conversion,
  name: string,
  wanted: NewType,
  column: StoredColumn,
): Promise<Conversion> {
  const { count, values } = await lost(conversion, column)
  if (count === 0) return conversion
  const some = count === 1 ? 'a value is' : `${count.toLocaleString('en')} values are`
  throw refusal(name, wanted, `${some} no ${wanted} (${shown(values)}) and would be lost`, column.files)
}

async function lost({ convert }: Conversion, { values }: StoredColumn): Promise<{ count: number; values: Cell[] }> {
  const found: Cell[] = []
  let count = 0
  for await (const cells of values())
    for (const cell of cells) {
      if (convert(cell) !== undefined) continue
      count++
      if (found.length < SHOWN) found.push(cell)
    }
  return { count, values: found }
}

function shown(values: readonly Cell[]): string {
  return [...new Set(values)]
    .slice(0, SHOWN)
    .map((value) => `“${String(value).slice(0, 60)}”`)
    .join(', ')
}

function refusal(name: string, wanted: NewType, why: string, files: readonly string[]): LatheError<'bad-parameter'> {
  const again = files.length === 0 ? '' : ` Or read its files again: ${files.join(', ')}.`
  return new LatheError('bad-parameter', `“${name}” cannot become a ${wanted} from its stored rows: ${why}.${again}`, {
    parameter: 'type',
    value: name,
  })
}
