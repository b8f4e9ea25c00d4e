import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { boundsOf, type Bounds, type Selection } from './selection'

/** The cells that are chosen in a grid; rows are those on screen. */
interface GridSelection {
  readonly selection: ShallowRef<Selection | null>
  readonly bounds: ComputedRef<Bounds | null>
  /** All cells of a row; `extend` keeps where the selection began. */
  readonly selectRow: (row: number, extend: boolean) => void
  /** A pointer went down on a cell: what it passes until it comes up is chosen. */
  readonly startDrag: (event: PointerEvent, row: number, column: number) => void
  readonly drag: (row: number, column: number) => void
}

export function useGridSelection(columnCount: () => number): GridSelection {
  const selection = shallowRef<Selection | null>(null)
  const bounds = computed(() => (selection.value === null ? null : boundsOf(selection.value)))

  function select(row: number, column: number, extend: boolean): void {
    const place = { row, column }
    selection.value = { anchor: extend && selection.value !== null ? selection.value.anchor : place, focus: place }
  }

  function selectRow(row: number, extend: boolean): void {
    const anchorRow = extend && selection.value !== null ? selection.value.anchor.row : row
    selection.value = { anchor: { row: anchorRow, column: 0 }, focus: { row, column: columnCount() - 1 } }
  }

  let dragging = false
  function startDrag(event: PointerEvent, row: number, column: number): void {
    if (event.button !== 0) return
    dragging = true
    select(row, column, event.shiftKey)
    window.addEventListener(
      'pointerup',
      () => {
        dragging = false
      },
      { once: true },
    )
  }
  function drag(row: number, column: number): void {
    if (dragging) select(row, column, true)
  }

  return { selection, bounds, selectRow, startDrag, drag }
}
