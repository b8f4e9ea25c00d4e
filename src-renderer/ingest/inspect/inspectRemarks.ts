import type { EventMapping } from '../../model/schema'
import { CellCleaner } from '../columns/cleanCells'
import type { Cell, IngestPlan, Reject, Remark } from '../contract'

/** The first rows of a file, column by column. */
export interface Sample {
  readonly names: readonly string[]
  readonly cells: readonly (readonly Cell[])[]
  /** Where each row starts. */
  readonly lines: readonly number[]
  readonly rows: number
  readonly rejects: readonly Reject[]
  /** How many of the first records became rows, and how many did not. */
  readonly first: { readonly rows: number; readonly rejected: number }
  /** What the reader has to say of the columns: names that it made, columns beyond the limit. */
  readonly notes: readonly string[]
  /** What was done to columns of one name, and to those beyond the limit. */
  readonly remarks: readonly Remark[]
}

/** What an import would do to the sampled values. */
export function remarksOn(
  sample: Sample,
  mapping: EventMapping,
  types: IngestPlan['types'],
  nullWords: readonly string[],
): readonly Remark[] {
  const cleaner = new CellCleaner({ mapping, types, nullWords })
  cleaner.clean({ count: sample.rows, names: sample.names, cells: sample.cells, lines: [], rejects: [], bytesRead: 0 })
  return cleaner.remarks()
}

/** Rows of the sample whose event id came before with other content. */
export function remarksOnIds(sample: Sample, column: string | undefined): readonly Remark[] {
  const ids = column === undefined ? undefined : sample.cells[sample.names.indexOf(column)]
  if (column === undefined || ids === undefined) return []
  const contentOf = (row: number): string => JSON.stringify(sample.cells.map((cells) => String(cells[row] ?? '')))
  const firstRows = new Map<string, number>()
  const contents = new Map<string, Set<string>>()
  let [count, example] = [0, '']
  for (const [row, cell] of ids.entries()) {
    const id = String(cell ?? '').trim()
    if (id === '') continue
    const first = firstRows.get(id)
    if (first === undefined) firstRows.set(id, row)
    else {
      const known = contents.get(id) ?? new Set([contentOf(first)])
      contents.set(id, known)
      if (known.has(contentOf(row))) continue
      known.add(contentOf(row))
      if (count++ === 0) example = id
    }
  }
  const rows = count === 1 ? '1 row has an id' : `${count.toLocaleString('en')} rows have an id`
  return count === 0
    ? []
    : [
        {
          kind: 'repeated-ids',
          column,
          count,
          text:
            `${column}: ${rows} that came before with other content, such as “${example.slice(0, 80)}”; they are ` +
            'kept, and it is no event id.',
        },
      ]
}

/** Who may be marked by a column that is not taken for a test flag. */
export function remarkOnTest({ column, yesShare }: { readonly column: string; readonly yesShare: number }): Remark {
  const share = `${Math.round(yesShare * 100)} %`
  return {
    kind: 'not-test',
    column,
    count: 0,
    text:
      `${column} could mark test users (${share} of its values say yes) and is not taken for that: choose it as ` +
      'the test flag if it does.',
  }
}
