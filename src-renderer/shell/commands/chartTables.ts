import { hasCharts, toggleTables } from '../../panels/chart/shownCharts'
import type { WindowCommand } from './windowCommand'

export const chartTables: WindowCommand = {
  id: 'charts.tables',
  title: 'Show charts as tables, and back',
  group: 'View',
  shortcut: 'T',
  when: hasCharts,
  run: toggleTables,
}
