import { readArrowResult } from '../../query/session/arrowResult'
import type { ExportFormat } from '../exportFormat'
import { encodeWorkbook } from '../xlsx/encodeWorkbook'

export const xlsx = {
  label: 'Excel',
  extension: 'xlsx',
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  result: {
    write: (ipc) => encodeWorkbook([{ name: 'Result', table: readArrowResult(ipc) }]),
    menu: { rank: 2 },
    terminal: true,
  },
} as const satisfies ExportFormat
