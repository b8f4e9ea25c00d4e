import { tableFromIPC, tableToIPC } from 'apache-arrow'
import type { ExportFormat } from '../exportFormat'
import { encodeParquet } from '../parquet'

export const parquet = {
  label: 'Parquet',
  extension: 'parquet',
  mimeType: 'application/vnd.apache.parquet',
  result: { write: (ipc) => encodeParquet(tableToIPC(tableFromIPC(ipc), 'stream')), menu: { rank: 3 }, terminal: true },
} as const satisfies ExportFormat
