// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { menuFormats, RESULT_FORMATS } from '../../../src-renderer/export/formats/index'
import type { ExportedFile, Workbench } from '../../../src-renderer/host/workbench'
import { copyText } from '../../../src-renderer/panels/grid/copyText'
import { saveFile } from '../../../src-renderer/panels/grid/saveFile'
import { chosenGuard, safeNote, spreadsheetSafe } from '../../../src-renderer/panels/grid/spreadsheetSafe'
import { useSaveAs } from '../../../src-renderer/panels/grid/useSaveAs'
import { LatheError } from '../../../src-renderer/model/error'
import { fakeContext, type FakeContext } from '../analysis/fakeContext'
import { arrayTable } from './arrayTable'

vi.mock('../../../src-renderer/panels/grid/saveFile', () => ({ saveFile: vi.fn(() => Promise.resolve(true)) }))
const saved = vi.mocked(saveFile)
const plan = { sql: 'SELECT 1' }
let context: FakeContext
let exporting: Workbench['export']
const scope = effectScope()
const asked: unknown[] = []

beforeEach(() => {
  spreadsheetSafe.value = true
  asked.length = 0
  saved.mockClear()
  saved.mockResolvedValue(true)
  exporting = () => Promise.resolve({ bytes: new Uint8Array([1, 2]), guarded: 3 } satisfies ExportedFile)
  const made = fakeContext(() => Promise.reject(new Error('not asked')))
  context = {
    ...made,
    workbench: {
      ...made.workbench,
      export: (of, format, options) => {
        asked.push([of, format, options.safe])
        return exporting(of, format, options)
      },
    },
  }
})
afterEach(() => {
  spreadsheetSafe.value = true
})
const make = (): ReturnType<typeof useSaveAs> => scope.run(() => useSaveAs(context))!
const settled = (): Promise<void> =>
  vi.waitFor(() => {
    expect(context.log.length).toBeGreaterThan(0)
  })

describe('saving a result', () => {
  it('makes a CSV safe for spreadsheets unless told otherwise, and says so', async () => {
    const saveAs = make()
    expect(saveAs.entries.at(-1)).toMatchObject({ id: 'safe', label: 'Safe for spreadsheets', checked: true })
    expect(saveAs.entries.map((entry) => entry.id)).toEqual([
      ...menuFormats(RESULT_FORMATS, 'result').map(({ format }) => format.name),
      'line',
      'safe',
    ])
    saveAs.save(plan, 'steps', 'csv')
    expect(saveAs.saving.value).toBe(true)
    await settled()
    expect(asked).toEqual([[plan, 'csv', true]])
    expect(saved).toHaveBeenCalledWith('steps.csv', new Uint8Array([1, 2]), 'text/csv')
    expect(context.log).toEqual([
      'done Saving steps.csv: Saved steps.csv, safe for spreadsheets: 3 cells that begin with = + - or @ got an ' +
        'apostrophe, so that a spreadsheet shows text',
    ])
    await vi.waitFor(() => {
      expect(saveAs.saving.value).toBe(false)
    })
  })

  it('leaves a CSV as it is where the choice was turned off, and other formats always', async () => {
    const saveAs = make()
    saveAs.save(plan, 'steps', 'parquet')
    await settled()
    saveAs.save(plan, 'steps', 'safe')
    expect(saveAs.entries.at(-1)).toMatchObject({ id: 'safe', checked: false })
    saveAs.save(plan, 'steps', 'csv')
    await vi.waitFor(() => {
      expect(context.log).toHaveLength(2)
    })
    saveAs.save(plan, 'steps', 'safe')
    expect(spreadsheetSafe.value).toBe(true)
    expect(asked).toEqual([
      [plan, 'parquet', false],
      [plan, 'csv', false],
    ])
    expect(context.log).toEqual([
      'done Saving steps.parquet: Saved steps.parquet',
      'done Saving steps.csv: Saved steps.csv',
    ])
    expect(saved.mock.calls.map(([name, , type]) => [name, type])).toEqual([
      ['steps.parquet', 'application/vnd.apache.parquet'],
      ['steps.csv', 'text/csv'],
    ])
  })

  it('does not know other formats', async () => {
    make().save(plan, 'steps', 'exe')
    make().save(plan, 'steps', 'line')
    await Promise.resolve()
    expect([asked, context.log]).toEqual([[], []])
  })

  it('ends quietly where the person cancels, and says what failed', async () => {
    saved.mockResolvedValue(false)
    make().save(plan, 'steps', 'json')
    await settled()
    exporting = () => Promise.reject(new DOMException('x', 'AbortError'))
    make().save(plan, 'steps', 'json')
    await vi.waitFor(() => {
      expect(context.log).toHaveLength(2)
    })
    exporting = () => Promise.reject(new LatheError('bad-sql', 'It is wrong.', { sql: '' }))
    make().save(plan, 'steps', 'json')
    await vi.waitFor(() => {
      expect(context.log).toHaveLength(4)
    })
    expect(context.log).toEqual([
      'stopped Saving steps.json',
      'stopped Saving steps.json',
      'failed: Saving failed',
      expect.stringContaining('It is wrong.'),
    ])
  })

  it('is cancelled when its panel goes', async () => {
    let signal: AbortSignal | null = null
    exporting = (_plan, _format, options) => {
      signal = options.signal
      return new Promise(() => undefined)
    }
    const own = effectScope()
    own.run(() => useSaveAs(context))!.save(plan, 'steps', 'csv')
    await vi.waitFor(() => {
      expect(signal).not.toBeNull()
    })
    own.stop()
    expect(signal!.aborted).toBe(true)
  })
})

describe('copied cells', () => {
  it('are safe for spreadsheets where the choice is on', () => {
    const table = arrayTable({ '@a': ['string', ['=1', '-5', null]], n: ['integer', [-1, 2, null]] })
    const all = { top: 0, bottom: 2, left: 0, right: 1 }
    const guard = chosenGuard()
    expect(copyText(table, [0, 1, 2], all, guard)).toBe("'@a\tn\n'=1\t-1\n-5\t2\n\t")
    expect(safeNote(guard)).toBe(
      ', safe for spreadsheets: 2 cells that begin with = + - or @ got an apostrophe, so that a spreadsheet shows text',
    )
    spreadsheetSafe.value = false
    expect([chosenGuard(), safeNote(chosenGuard())]).toEqual([null, ''])
    expect(copyText(table, [0, 1, 2], all, chosenGuard())).toBe('@a\tn\n=1\t-1\n-5\t2\n\t')
  })
})
