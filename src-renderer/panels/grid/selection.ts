/** A cell by its place on screen: row in the sorted order, column from the left. */
interface CellPlace {
  readonly row: number
  readonly column: number
}

/** A rectangle of cells: from where it began to where it was drawn (both included, in either direction). */
export interface Selection {
  readonly anchor: CellPlace
  readonly focus: CellPlace
}

export interface Bounds {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export function boundsOf({ anchor, focus }: Selection): Bounds {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  }
}

export function isInside(bounds: Bounds | null, row: number, column: number): boolean {
  return bounds !== null && row >= bounds.top && row <= bounds.bottom && column >= bounds.left && column <= bounds.right
}

export interface GridKey {
  readonly key: string
  readonly shift: boolean
  /** Ctrl or ⌘. */
  readonly mod: boolean
}

/** Where a key leads in a grid of that size; null for keys that do not move. `page` is the number of rows in view. */
export function moveSelection(
  selection: Selection,
  key: GridKey,
  size: { rows: number; columns: number },
  page: number,
): Selection | null {
  const { row, column } = selection.focus
  const lastRow = Math.max(0, size.rows - 1),
    lastColumn = Math.max(0, size.columns - 1)
  const clamp = (value: number, last: number): number => Math.min(last, Math.max(0, value))
  let next: CellPlace
  switch (key.key) {
    case 'ArrowUp':
      next = { row: key.mod ? 0 : clamp(row - 1, lastRow), column }
      break
    case 'ArrowDown':
      next = { row: key.mod ? lastRow : clamp(row + 1, lastRow), column }
      break
    case 'ArrowLeft':
      next = { row, column: key.mod ? 0 : clamp(column - 1, lastColumn) }
      break
    case 'ArrowRight':
      next = { row, column: key.mod ? lastColumn : clamp(column + 1, lastColumn) }
      break
    case 'PageUp':
      next = { row: clamp(row - page, lastRow), column }
      break
    case 'PageDown':
      next = { row: clamp(row + page, lastRow), column }
      break
    case 'Home':
      next = { row: key.mod ? 0 : row, column: 0 }
      break
    case 'End':
      next = { row: key.mod ? lastRow : row, column: lastColumn }
      break
    case 'a':
    case 'A':
      return key.mod ? { anchor: { row: 0, column: 0 }, focus: { row: lastRow, column: lastColumn } } : null
    case ' ':
      // Shift+Space takes whole rows, as in spreadsheets.
      return key.shift ? { anchor: { row: selection.anchor.row, column: 0 }, focus: { row, column: lastColumn } } : null
    default:
      return null
  }
  return { anchor: key.shift ? selection.anchor : next, focus: next }
}
