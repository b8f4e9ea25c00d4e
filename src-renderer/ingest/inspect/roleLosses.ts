import type { Role } from '../../model/schema'
import { compileNumberReader, formText } from '../columns/numberForm'
import { readDouble } from '../columns/numberText'
import { readFlag } from '../columns/numberStores'
import type { Cell, Inspection, RoleLoss } from '../contract'
import { compileTimeReader } from '../time/time'
import { timeCellsOf } from '../time/timeColumns'
import type { SampleToRemark } from './roleRemarks'

const VALUES = 3
const VALUE_CHARS = 60
/** Fewer rows without one are what logs are like. */
const SPARSE = 0.2

interface Reader {
  /** NaN for what cannot be read; null where any text will do. */
  readonly read: ((cell: Cell) => number) | null
  readonly tried: string
}

/** What each role of a log would lose of the sampled rows, and of a plain table its time; none where nothing is lost. */
export function roleLosses(
  sample: Omit<SampleToRemark, 'lines'>,
  found: Pick<Inspection, 'mapping' | 'kind' | 'columns' | 'timeFormat' | 'isTimeFormatDetected'>,
): readonly RoleLoss[] {
  const cellsOf = (name: string): readonly Cell[] => sample.cells[sample.names.indexOf(name)] ?? []
  const roles: readonly Role[] =
    found.kind === 'events' ? ['user', 'event', 'time', 'session', 'value', 'test'] : ['time']
  return roles.flatMap((role) => {
    const column = found.mapping[role]
    const cells =
      column === undefined ? undefined : role === 'time' ? timeCellsOf(column, sample.names, cellsOf) : cellsOf(column)
    if (column === undefined || cells === undefined) return []
    const { read, tried } = readerOf(role, column, found)
    const values = new Set<string>()
    let [unread, empty] = [0, 0]
    for (let row = 0; row < sample.rows; row++) {
      const cell = cells.at(row) ?? null
      if (cell === null || cell === '') empty++
      else if (read !== null && Number.isNaN(read(cell))) {
        unread++
        if (values.size < VALUES) values.add(String(cell).slice(0, VALUE_CHARS))
      }
    }
    // A row of a log without a time is rejected; other roles may be empty, and mostly are, but for who and what.
    const matters = role === 'time' && found.kind === 'events' ? 1 : sample.rows * SPARSE
    const gaps = read === null || role === 'time' ? empty : 0
    if (unread === 0 && (gaps === 0 || gaps < matters)) return []
    return [{ role, column, unread, empty: gaps, rows: sample.rows, values: [...values], tried }]
  })
}

function readerOf(
  role: Role,
  column: string,
  { columns, timeFormat, isTimeFormatDetected }: Pick<Inspection, 'columns' | 'timeFormat' | 'isTimeFormatDetected'>,
): Reader {
  if (role === 'time')
    return timeFormat === null
      ? { read: () => Number.NaN, tried: 'any form of time' }
      : { read: compileTimeReader(timeFormat, 'UTC', isTimeFormatDetected), tried: timeFormat }
  if (role === 'test') return { read: readFlag, tried: 'yes or no, true or false, 1 or 0' }
  if (role !== 'value') return { read: null, tried: 'text' }
  const form = columns.find(({ name }) => name === column)?.numbers
  return form === undefined
    ? { read: readDouble, tried: 'plain numbers' }
    : { read: compileNumberReader(form), tried: `numbers, ${formText(form)}` }
}
