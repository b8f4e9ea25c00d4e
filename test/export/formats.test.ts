import { describe, expect, it } from 'vitest'
import {
  CHART_FORMATS,
  EXPORT_FORMATS,
  exportFormat,
  menuFormats,
  RESULT_FORMATS,
} from '../../src-renderer/export/formats/index'
import { exportIpc } from '../../src-renderer/export/exportIpc'
import { SpreadsheetGuard } from '../../src-renderer/export/spreadsheetGuard'
import { computedIpc } from '../../src-renderer/query/analysis/computedResult'

describe('the formats of export', () => {
  it('have each a name, an ending and a MIME type of their own, and write results or charts', () => {
    for (const part of ['name', 'label', 'extension', 'mimeType'] as const)
      expect(new Set(EXPORT_FORMATS.map((format) => format[part])).size, part).toBe(EXPORT_FORMATS.length)
    for (const format of EXPORT_FORMATS) {
      expect(format.mimeType, format.name).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/)
      expect(format.extension, format.name).toMatch(/^[a-z0-9]+$/)
      expect(RESULT_FORMATS.includes(format as never) || CHART_FORMATS.includes(format as never), format.name).toBe(
        true,
      )
      expect(exportFormat(format.name)).toEqual(format)
    }
  })

  it('stand in each menu at a place of their own', () => {
    const labels = (part: 'result' | 'chart'): readonly string[] =>
      menuFormats(EXPORT_FORMATS, part).map((entry) => entry.label)
    expect(labels('result').slice(0, 4)).toEqual(['CSV', 'Excel', 'Parquet', 'Arrow (file)'])
    expect(labels('chart').slice(0, 2)).toEqual(['PNG', 'SVG'])
    for (const part of ['result', 'chart'] as const) {
      const ranks = EXPORT_FORMATS.flatMap((format) => format[part]?.menu?.rank ?? [])
      expect(ranks.toSorted(), part).toEqual([...new Set(ranks)].sort())
    }
  })

  it.each(RESULT_FORMATS.filter((format) => format.name !== 'parquet').map((format) => format.name))(
    '%s guards what spreadsheets would run where it says so, and only there',
    async (name) => {
      const ipc = computedIpc([{ name: 'a', type: 'string' }], [{ a: '=1' }, { a: 'b' }])
      const guard = new SpreadsheetGuard()
      const bytes = await exportIpc(ipc, name, guard)
      expect(bytes.length).toBeGreaterThan(0)
      expect(guard.count).toBe(exportFormat(name).result?.guarded === true ? 1 : 0)
    },
  )
})
