import { tableFromIPC, tableToIPC } from 'apache-arrow'
import type { ExportFormat } from '../exportFormat'

/** Arrow in the file format. */
export const arrow = {
  label: 'Arrow',
  extension: 'arrow',
  mimeType: 'application/vnd.apache.arrow.file',
  result: {
    write: (ipc) => tableToIPC(tableFromIPC(ipc), 'file') as Uint8Array<ArrayBuffer>,
    menu: { rank: 4, label: 'Arrow (file)' },
    terminal: true,
  },
} as const satisfies ExportFormat
