import { tableFromIPC, tableToIPC } from 'apache-arrow'
import { joinBytes } from '../base/joinBytes'
import { readArrowResult } from '../query/session/arrowResult'
import { csvChunks } from './csv'
import { jsonChunks, ndjsonChunks } from './json'
import { encodeParquet } from './parquet'
import type { SpreadsheetGuard } from './spreadsheetGuard'

export type ExportFormat = 'csv' | 'json' | 'ndjson' | 'arrow' | 'parquet'

function encode(chunks: Iterable<string>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  return joinBytes([...chunks].map((chunk) => encoder.encode(chunk)))
}

/** A query's answer (Arrow IPC stream or file) as a file: text formats as export/csv and export/json say, Arrow in the file format. CSV goes through the guard, if there is one. */
export async function exportIpc(
  ipc: Uint8Array,
  format: ExportFormat,
  guard: SpreadsheetGuard | null = null,
): Promise<Uint8Array<ArrayBuffer>> {
  switch (format) {
    case 'csv':
      return encode(csvChunks(readArrowResult(ipc), guard))
    case 'json':
      return encode(jsonChunks(readArrowResult(ipc)))
    case 'ndjson':
      return encode(ndjsonChunks(readArrowResult(ipc)))
    case 'arrow':
      return tableToIPC(tableFromIPC(ipc), 'file') as Uint8Array<ArrayBuffer>
    case 'parquet':
      return encodeParquet(tableToIPC(tableFromIPC(ipc), 'stream'))
  }
}
