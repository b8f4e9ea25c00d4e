// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeClipboard } from '../../../src-renderer/panels/grid/clipboard'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** A page that refuses the asynchronous clipboard; its copy command fires a copy event where `does`. */
function refusing(does: boolean): { given: string[]; heard: number } {
  const page = { given: [] as string[], heard: 0 }
  vi.stubGlobal('navigator', {
    clipboard: { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) },
  })
  Object.assign(document, {
    execCommand: (command: string) => {
      if (command !== 'copy' || !does) return false
      const event = Object.assign(new Event('copy', { cancelable: true, bubbles: true }), {
        clipboardData: {
          setData: (type: string, text: string) => {
            page.given.push(`${type}: ${text}`)
          },
        },
      })
      document.body.dispatchEvent(event)
      page.given.push(event.defaultPrevented ? 'in place of the selection' : 'the selection')
      return true
    },
  })
  document.body.addEventListener('copy', () => {
    page.heard++
  })
  return page
}

describe('the clipboard', () => {
  it('is written as browsers have it', async () => {
    const given: string[] = []
    vi.stubGlobal('navigator', {
      clipboard: {
        writeText: (text: string) => {
          given.push(text)
          return Promise.resolve()
        },
      },
    })
    await writeClipboard('a\tb')
    expect(given).toEqual(['a\tb'])
  })

  it('is written by the copy command where that is refused, in place of what is selected, once', async () => {
    const page = refusing(true)
    await writeClipboard('a\tb')
    expect(page).toEqual({ given: ['text/plain: a\tb', 'in place of the selection'], heard: 0 })
    // A copy by hand afterwards is its own.
    document.body.dispatchEvent(new Event('copy', { bubbles: true }))
    expect(page.heard).toBe(1)
  })

  it('fails where both are refused, and leaves a later copy alone', async () => {
    const page = refusing(false)
    await expect(writeClipboard('a')).rejects.toThrow('no')
    document.body.dispatchEvent(new Event('copy', { bubbles: true }))
    expect([page.given, page.heard]).toEqual([[], 1])
  })
})
