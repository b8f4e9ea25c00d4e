import { required } from '../../../src-renderer/base/required'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultValue } from '../../../src-renderer/query/contract/result'
import { quantileOf } from '../../../src-renderer/stats/spread'

/** A figure of each cell: cells are numbered as they come up. */
export interface CellColumn {
  readonly name: string
  /** Counts an event of `owner`, 0 for nobody's. */
  add(cell: number, row: number, owner: number): void
  value(cell: number): ResultValue
}

/** The amounts of each cell, and the quantile that is asked of them. */
export interface AmountLists extends CellColumn {
  readonly share: number
  amounts(cell: number): readonly number[]
}

const NONE: readonly number[] = []

const byKind: Readonly<Record<string, (known: number, value: number) => number>> = {
  sum: (known, value) => known + value,
  min: Math.min,
  max: Math.max,
}

function counted(name: string, flags: Uint8Array): CellColumn {
  const counts: number[] = []
  return {
    name,
    add(cell, row) {
      counts[cell] = (counts[cell] ?? 0) + flags[row]!
    },
    value: (cell) => counts[cell] ?? 0,
  }
}

function aggregated(name: string, amounts: Float64Array, more: (known: number, value: number) => number): CellColumn {
  const figures: number[] = []
  return {
    name,
    add(cell, row) {
      const [value, known] = [amounts[row]!, figures[cell]]
      if (!Number.isNaN(value)) figures[cell] = known === undefined ? value : more(known, value)
    },
    value: (cell) => figures[cell] ?? null,
  }
}

function collected(name: string, amounts: Float64Array, share: number): AmountLists {
  const lists: number[][] = []
  return {
    name,
    share,
    add(cell, row) {
      const value = amounts[row]!
      if (!Number.isNaN(value)) (lists[cell] ??= []).push(value)
    },
    value: (cell) => (lists[cell] === undefined ? null : quantileOf(Float64Array.from(lists[cell]), share)),
    amounts: (cell) => lists[cell] ?? NONE,
  }
}

/** Different users: the events of each come one after the other. */
function different(name: string, flags: Uint8Array): CellColumn {
  const counts: number[] = []
  const latest: number[] = []
  return {
    name,
    add(cell, row, owner) {
      if (flags[row] === 0 || owner === 0 || latest[cell] === owner) return
      latest[cell] = owner
      counts[cell] = (counts[cell] ?? 0) + 1
    },
    value: (cell) => counts[cell] ?? 0,
  }
}

/** What a request's columns are of cells, by what they are called; and which of them are amounts. */
export function cellColumns({ columns, timeline, values }: KernelRun): {
  readonly all: readonly CellColumn[]
  readonly lists: ReadonlyMap<string, AmountLists>
} {
  const shares = values['shares'] as Readonly<Record<string, number>>
  const lists = new Map<string, AmountLists>()
  const all = [...columns].flatMap((name): readonly CellColumn[] => {
    const [, kind = '', cell = ''] = /^(\w+?)_of_(\w+)$/.exec(name) ?? []
    if (kind === 'count') return [counted(cell, timeline.flag(name))]
    if (kind === 'quantile') {
      const list = collected(cell, timeline.number(name), required(shares[cell]))
      lists.set(cell, list)
      return [list]
    }
    if (kind !== '') return [aggregated(cell, timeline.number(name), required(byKind[kind]))]
    return name.startsWith('users_') ? [different(name, timeline.flag(name))] : []
  })
  return { all, lists }
}
