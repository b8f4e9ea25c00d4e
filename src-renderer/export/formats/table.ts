import { readArrowResult } from '../../query/session/arrowResult'
import { encodeText } from '../encodeText'
import type { ExportFormat } from '../exportFormat'
import { textTable } from '../textTable'

/** Columns of text to be read on a terminal: what it prints unless told otherwise. */
export const table = {
  label: 'Text table',
  extension: 'txt',
  mimeType: 'text/plain',
  result: { write: (ipc) => encodeText([textTable(readArrowResult(ipc))]), terminal: true },
} as const satisfies ExportFormat
