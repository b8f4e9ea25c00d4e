import { readArrowResult } from '../../query/session/arrowResult'
import { csvChunks } from '../csv'
import { encodeText } from '../encodeText'
import type { ExportFormat } from '../exportFormat'

export const csv = {
  label: 'CSV',
  extension: 'csv',
  mimeType: 'text/csv',
  result: {
    write: (ipc, guard) => encodeText(csvChunks(readArrowResult(ipc), guard)),
    guarded: true,
    menu: { rank: 1 },
    terminal: true,
  },
} as const satisfies ExportFormat
