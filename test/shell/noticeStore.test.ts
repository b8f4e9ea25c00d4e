import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LatheError } from '../../src-renderer/model/error'
import { bugText, createNoticeStore } from '../../src-renderer/shell/noticeStore'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('notices', () => {
  it('shows the sentence of a LatheError, keeps silent about cancelling, and opens the bug dialog for the rest', () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const notices = createNoticeStore()
    notices.report(new DOMException('Cancelled', 'AbortError'))
    expect(notices.toasts.value).toEqual([])
    notices.report(new LatheError('workspace-locked', 'Close the other window first.', { workspace: 'w' }))
    expect(notices.toasts.value).toMatchObject([{ text: 'Close the other window first.', tone: 'bad' }])
    expect(notices.bug.value).toBeNull()
    expect(logged).not.toHaveBeenCalled()
    notices.report(new TypeError('x is not a function'))
    notices.report(new TypeError('a consequence'))
    expect(notices.bug.value?.text).toContain('x is not a function')
    expect(notices.bug.value?.text).not.toContain('a consequence')
    expect(logged).toHaveBeenCalledTimes(2)
  })

  it('goes away by itself, later with Undo, and not while somebody looks at it', () => {
    const notices = createNoticeStore()
    notices.notify({ text: 'plain' })
    notices.notify({ text: 'with undo', undo: () => undefined })
    vi.advanceTimersByTime(6500)
    expect(notices.toasts.value.map((toast) => toast.text)).toEqual(['with undo'])
    notices.hold(true)
    vi.advanceTimersByTime(60_000)
    expect(notices.toasts.value).toHaveLength(1)
    notices.hold(false)
    vi.advanceTimersByTime(1000)
    expect(notices.toasts.value).toEqual([])
  })

  it('undoes once', () => {
    const notices = createNoticeStore()
    const undo = vi.fn()
    notices.notify({ text: 'Removed', undo })
    const id = notices.toasts.value[0]?.id ?? -1
    notices.undo(id)
    notices.undo(id)
    expect(undo).toHaveBeenCalledOnce()
    expect(notices.toasts.value).toEqual([])
  })

  it('writes a bug with its causes', () => {
    const text = bugText(new Error('outer', { cause: new Error('inner') }))
    expect(text).toContain('outer')
    expect(text).toContain('Caused by: Error: inner')
  })
})
