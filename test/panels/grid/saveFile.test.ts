// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { saveFile } from '../../../src-renderer/panels/grid/saveFile'
import { findDesktop } from '../../../src-renderer/host/desktop/desktop'

vi.mock('../../../src-renderer/host/desktop/desktop', () => ({ findDesktop: vi.fn(() => null) }))
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('saving a file', () => {
  it('offers its bytes as a download of that name, and lets them go a minute later', async () => {
    vi.useFakeTimers()
    const made: Blob[] = [],
      clicked: string[] = [],
      released: string[] = []
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      made.push(blob as Blob)
      return 'blob:1'
    })
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => {
      released.push(url)
    })
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push(`${this.download} ${this.href}`)
    })
    expect(await saveFile('a.csv', 'x,y\n', 'text/csv')).toBe(true)
    expect([await made[0]!.text(), made[0]!.type, clicked, released]).toEqual([
      'x,y\n',
      'text/csv',
      ['a.csv blob:1'],
      [],
    ])
    vi.advanceTimersByTime(60_000)
    expect(released).toEqual(['blob:1'])
  })

  it.each([true, false])("says what the desktop's dialog did: %s", async (isSaved) => {
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:2')
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue(undefined)
    const asked: string[] = []
    vi.mocked(findDesktop).mockReturnValue({
      isSaved: (url: string) => {
        asked.push(url)
        return Promise.resolve(isSaved)
      },
    } as never)
    expect([await saveFile('a.csv', 'x', 'text/csv'), asked]).toEqual([isSaved, ['blob:2']])
  })
})
