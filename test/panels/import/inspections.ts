import type { Inspection, InspectOptions } from '../../../src-renderer/ingest/contract'
import type { ChosenFile } from '../../../src-renderer/host/workbench'

/** A log as the inspection would describe it. */
export function logInspection(file: string, options: InspectOptions = {}, more: Partial<Inspection> = {}): Inspection {
  return {
    file,
    format: options.format ?? 'csv',
    compression: null,
    delimiter: options.delimiter ?? ',',
    header: options.header ?? true,
    encoding: { name: options.encoding ?? 'utf-8', isGiven: options.encoding !== undefined },
    nullWords: options.nullWords ?? ['NULL'],
    columns: [
      { name: 'who', type: 'string', nulls: 0, distinct: 2, examples: ['a', 'b'], timeFormat: null },
      { name: 'what', type: 'string', nulls: 0, distinct: 2, examples: ['open', 'close'], timeFormat: null },
      { name: 'when', type: 'timestamp', nulls: 0, distinct: 3, examples: [], timeFormat: options.timeFormat ?? 'iso' },
      { name: 'stamp', type: 'timestamp', nulls: 0, distinct: 3, examples: [], timeFormat: 'epoch-s' },
    ],
    preview: [
      ['a', 'open', '2024-03-01 10:00:00', 1709287200],
      ['b', 'open', 'soon', 1709287201],
      ['a', 'close', '2024-03-01T09:00:00.250Z', 1709287202],
    ],
    sampledRows: 3,
    guesses: {
      user: { column: 'who', confidence: 0.95, reason: 'its name, and values repeat', others: ['what'] },
      event: { column: 'what', confidence: 0.7, reason: 'few distinct values', others: [] },
      time: { column: 'when', confidence: 0.5, reason: 'values read as times', others: ['stamp'] },
    },
    mapping: options.mapping ?? { user: 'who', event: 'what', time: 'when' },
    timeFormat: options.timeFormat ?? (options.mapping?.time === 'stamp' ? 'epoch-s' : 'iso'),
    isTimeFormatDetected: options.timeFormat === undefined,
    kind: options.kind ?? 'events',
    table: options.table ?? file.replace(/\..*/, ''),
    certain: true,
    doubt: null,
    remarks: [],
    losses: [],
    rejects: [],
    ...more,
  }
}

export function fileNamed(name: string, bytes = 100): ChosenFile {
  return { name, bytes, handle: null }
}
