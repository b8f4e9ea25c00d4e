import { readArrowResult } from '../../query/session/arrowResult'
import { encodeText } from '../encodeText'
import type { ExportFormat } from '../exportFormat'
import { jsonChunks } from '../json'

export const json = {
  label: 'JSON',
  extension: 'json',
  mimeType: 'application/json',
  result: { write: (ipc) => encodeText(jsonChunks(readArrowResult(ipc))), menu: { rank: 5 }, terminal: true },
} as const satisfies ExportFormat
