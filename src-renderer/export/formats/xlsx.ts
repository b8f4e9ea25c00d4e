import { readArrowResult } from '../../query/session/arrowResult'
import type { ExportFormat } from '../exportFormat'

export const xlsx = {
  label: 'Excel',
  extension: 'xlsx',
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  result: {
    write: async (ipc) => {
      const { encodeWorkbook } = await import('../xlsx/encodeWorkbook')
      return encodeWorkbook([{ name: 'Result', table: readArrowResult(ipc) }])
    },
    menu: { rank: 2 },
    terminal: true,
  },
} as const satisfies ExportFormat
