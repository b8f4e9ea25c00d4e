import type { Selection } from './selection'

/** A cell of the table, whatever the order of the rows on screen. */
export interface GridCell {
  readonly row: number
  readonly column: number
}

/** Where a selection ends, and where it began; null where that is the same cell. */
export interface GridEnds {
  readonly focus: GridCell
  readonly anchor: GridCell | null
}

/** The ends of a selection as cells of the table. */
export function gridEnds(selection: Selection | null, rowOrder: ArrayLike<number>): GridEnds | null {
  if (selection === null) return null
  const cell = ({ row, column }: GridCell): GridCell => ({ row: rowOrder[row] ?? row, column })
  const { anchor, focus } = selection
  const isOne = anchor.row === focus.row && anchor.column === focus.column
  return { focus: cell(focus), anchor: isOne ? null : cell(anchor) }
}
