import { RESULT_FORMATS, type ResultFormatName } from './formats/index'
import type { SpreadsheetGuard } from './spreadsheetGuard'

/**
 * A query's answer (Arrow IPC stream or file) as a file of the format. What spreadsheets open goes through the guard,
 * if there is one.
 */
export async function exportIpc(
  ipc: Uint8Array,
  name: ResultFormatName,
  guard: SpreadsheetGuard | null = null,
): Promise<Uint8Array<ArrayBuffer>> {
  const format = RESULT_FORMATS.find((one) => one.name === name)
  if (format === undefined) throw new RangeError(`No result is written as ${name}`)
  return format.result.write(ipc, format.result.guarded === true ? guard : null)
}
