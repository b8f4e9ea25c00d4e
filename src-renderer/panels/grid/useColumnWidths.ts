import { elementAt } from '../../base/required'
import { shallowRef, type ShallowRef } from 'vue'
import type { CellFormat } from '../../export/formatCell'
import type { ResultTable } from '../../query/contract/result'
import { measureColumns, MIN_WIDTH } from './columnWidths'

/** The widths of a grid's columns, in pixels: those that their values need until they are drawn. */
interface ColumnWidths {
  readonly widths: Readonly<ShallowRef<readonly number[]>>
  /** Measures all columns. */
  readonly measure: () => void
  /** The handle beside a column is drawn: the pointer went down on it. */
  readonly startResize: (event: PointerEvent, column: number) => void
  /** Fits the column to its values again. */
  readonly fit: (column: number) => void
}

export function useColumnWidths(
  table: () => ResultTable,
  formats: () => readonly CellFormat[],
  tight: () => boolean,
): ColumnWidths {
  const widths = shallowRef<readonly number[]>([])
  function measure(): void {
    widths.value = measureColumns(table(), formats(), tight())
  }
  function startResize(event: PointerEvent, column: number): void {
    const from = event.clientX
    const width = elementAt(widths.value, column)
    const handle = event.currentTarget as HTMLElement
    handle.setPointerCapture(event.pointerId)
    const move = (moved: PointerEvent): void => {
      widths.value = widths.value.map((one, index) =>
        index === column ? Math.max(MIN_WIDTH, width + moved.clientX - from) : one,
      )
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', move), { once: true })
  }

  function fit(column: number): void {
    const fitted = elementAt(measureColumns(table(), formats(), tight()), column)
    widths.value = widths.value.map((one, index) => (index === column ? fitted : one))
  }

  return { widths, measure, startResize, fit }
}
