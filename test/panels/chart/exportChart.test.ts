// @vitest-environment happy-dom
import { read, utils } from '@e965/xlsx'
import { nextTick } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { renderChart } from '../../../src-renderer/chart/renderChart'
import { sceneToPng } from '../../../src-renderer/export/png'
import { sceneToSvg } from '../../../src-renderer/export/svg'
import { CHART_EXPORTS } from '../../../src-renderer/panels/chart/exportChart'
import { fileNameOf } from '../../../src-renderer/panels/chart/fileNameOf'
import {
  choosePicture,
  pictureChoices,
  pictureEntries,
  pictureOptions,
} from '../../../src-renderer/panels/chart/pictureChoices'
import { saveFile } from '../../../src-renderer/panels/grid/saveFile'
import { arrayTable } from '../grid/arrayTable'

vi.mock('../../../src-renderer/panels/grid/saveFile', () => ({ saveFile: vi.fn(() => Promise.resolve(true)) }))
vi.mock('../../../src-renderer/export/png', () => ({
  sceneToPng: vi.fn(() => Promise.resolve({ arrayBuffer: () => Promise.resolve(Uint8Array.from([1, 2]).buffer) })),
}))
const scene = renderChart(
  { kind: 'funnel', title: 'Steps', summary: '', steps: [{ label: 'a', count: 5 }] },
  { width: 300, height: 200, theme: 'light' },
)
const copied: unknown[] = []
beforeEach(() => {
  copied.length = 0
  vi.mocked(saveFile).mockClear()
  vi.stubGlobal('navigator', {
    clipboard: {
      writeText: (text: string) => {
        copied.push(text)
        return Promise.resolve()
      },
      write: (items: unknown[]) => {
        copied.push(...items)
        return Promise.resolve()
      },
    },
  })
  vi.stubGlobal(
    'ClipboardItem',
    class {
      constructor(readonly kinds: Record<string, unknown>) {}
    },
  )
})
afterEach(() => {
  vi.unstubAllGlobals()
})
const run = (id: string): Promise<string | null> =>
  CHART_EXPORTS.find((one) => one.id === id)!.run({
    scene,
    picture: pictureOptions(['Source: a.csv']),
    fileName: 'steps',
    csv: () => Promise.resolve('a,5\n'),
    tsv: () => 'a\t5\n',
    data: () => arrayTable({ step: ['string', ['=a']], users: ['integer', [5]] }),
  })

describe("a chart's menu", () => {
  it('copies the picture, the drawing or the data, and says so', async () => {
    expect([await run('copy-svg'), await run('copy-tsv'), copied]).toEqual([
      'SVG copied',
      'Data copied',
      [sceneToSvg(scene), 'a\t5\n'],
    ])
    expect(await run('copy-png')).toBe('Picture copied')
    expect([Object.keys((copied[2] as { kinds: object }).kinds), vi.mocked(sceneToPng).mock.lastCall]).toEqual([
      ['image/png'],
      [scene, { scale: 2, heading: true, footer: [] }],
    ])
    expect(saveFile).not.toHaveBeenCalled()
  })

  it('saves the data as a workbook, whose texts are texts', async () => {
    expect(await run('save-xlsx')).toBe('steps.xlsx saved')
    const [name, bytes] = vi.mocked(saveFile).mock.lastCall!
    expect(name).toBe('steps.xlsx')
    const book = read(bytes)
    expect(book.SheetNames).toEqual(['Steps'])
    expect(utils.sheet_to_json(book.Sheets['Steps']!)).toEqual([{ step: '=a', users: 5 }])
    expect(book.Sheets['Steps']!['A2']).not.toHaveProperty('f')
  })

  it("saves them under the chart's name, and says so", async () => {
    expect([await run('save-png'), await run('save-svg'), await run('save-csv')]).toEqual([
      'steps.png saved',
      'steps.svg saved',
      'steps.csv saved',
    ])
    expect(vi.mocked(saveFile).mock.calls).toEqual([
      ['steps.png', Uint8Array.from([1, 2]), 'image/png'],
      ['steps.svg', sceneToSvg(scene), 'image/svg+xml'],
      ['steps.csv', 'a,5\n', 'text/csv'],
    ])
  })

  it('makes pictures as they are chosen, and remembers it', async () => {
    const shown = () => pictureEntries(true).flatMap((entry) => ('checked' in entry && entry.checked ? [entry.id] : []))
    expect(shown()).toEqual(['picture:heading', 'picture:2'])
    expect(pictureEntries(false).some(({ id }) => id === 'picture:origin')).toBe(false)
    for (const id of ['picture:3', 'picture:heading', 'picture:origin']) expect(choosePicture(id)).toBe(true)
    expect([shown(), choosePicture('save-png')]).toEqual([['picture:origin', 'picture:3'], false])
    await run('save-png')
    const wanted = { scale: 3, heading: false, footer: ['Source: a.csv'] }
    expect(vi.mocked(sceneToPng).mock.lastCall).toEqual([scene, wanted])
    await run('save-svg')
    expect(vi.mocked(saveFile).mock.lastCall?.[1]).toBe(sceneToSvg(scene, wanted))
    await nextTick()
    expect(localStorage.getItem('lathe:panel:*:pictures')).toBe('{"scale":3,"heading":false,"origin":true}')
    pictureChoices.value = { scale: 2, heading: true, origin: false }
  })

  it('says nothing where the person cancelled', async () => {
    vi.mocked(saveFile).mockResolvedValueOnce(false)
    expect(await run('save-svg')).toBeNull()
  })

  it('offers what it can do', () => {
    expect(CHART_EXPORTS.map((one) => [one.id, one.label, one.takesData])).toEqual([
      ['copy-png', 'Copy as picture', false],
      ['copy-svg', 'Copy as SVG', false],
      ['copy-tsv', 'Copy data', true],
      ['save-png', 'Save as PNG…', false],
      ['save-svg', 'Save as SVG…', false],
      ['save-csv', 'Save data as CSV…', true],
      ['save-xlsx', 'Save data as Excel…', false],
    ])
  })

  it.each([
    ['Daily users, by plan!', 'daily-users-by-plan'],
    ['  —  ', 'chart'],
    ['Été №1', 'été-no1'],
    ['x'.repeat(90), 'x'.repeat(80)],
    ['日本', '日本'],
  ])('names the file of %j %j', (title, name) => {
    expect(fileNameOf(title)).toBe(name)
  })
})
