import type { ShallowRef } from 'vue'

/** A chart on the page: where it is, and whether its data stand in its place as a table. */
interface ShownChart {
  readonly element: () => HTMLElement | null
  readonly asTable: ShallowRef<boolean>
}

const shown = new Set<ShownChart>()

/** Knows a chart for as long as it is on the page; call the result when it goes. */
export function keepChart(chart: ShownChart): () => void {
  shown.add(chart)
  return () => shown.delete(chart)
}

export function hasCharts(): boolean {
  return shown.size > 0
}

/** Turns the chart that has the focus to its table and back; without focus in one, all of the page alike. */
export function toggleTables(): void {
  const focused = [...shown].find((chart) => chart.element()?.contains(document.activeElement) === true)
  const meant = focused === undefined ? [...shown] : [focused]
  const toTable = meant.some((chart) => !chart.asTable.value)
  for (const chart of meant) chart.asTable.value = toTable
}
