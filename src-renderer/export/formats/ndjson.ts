import { readArrowResult } from '../../query/session/arrowResult'
import { encodeText } from '../encodeText'
import type { ExportFormat } from '../exportFormat'
import { ndjsonChunks } from '../json'

export const ndjson = {
  label: 'NDJSON',
  extension: 'ndjson',
  mimeType: 'application/x-ndjson',
  result: { write: (ipc) => encodeText(ndjsonChunks(readArrowResult(ipc))), terminal: true },
} as const satisfies ExportFormat
