import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStatusStore, PROGRESS_DELAY_MS } from '../../src-renderer/shell/statusStore'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the status line', () => {
  it('shows work only after it has gone on for a while', () => {
    const status = createStatusStore()
    status.start('Reading')
    vi.advanceTimersByTime(PROGRESS_DELAY_MS - 1)
    expect(status.tasks.value.map((task) => task.shown)).toEqual([false])
    vi.advanceTimersByTime(1)
    expect(status.tasks.value.map((task) => task.shown)).toEqual([true])
  })

  it('never shows short work, and keeps what it said at the end', () => {
    const status = createStatusStore()
    const task = status.start('Reading')
    task.done('12 rows · 3 ms')
    vi.advanceTimersByTime(5000)
    expect(status.tasks.value).toEqual([])
    expect(status.message.value).toEqual({ text: '12 rows · 3 ms', failed: false })
  })

  it('takes progress, and nothing more once the work has ended', () => {
    const status = createStatusStore()
    const first = status.start('One')
    const second = status.start('Two')
    first.progress(0.5, 'One, half')
    expect(status.tasks.value[0]).toMatchObject({ fraction: 0.5, text: 'One, half' })
    first.stop()
    second.done('Two is done')
    first.fail('late')
    first.progress(0.9)
    expect(status.tasks.value).toEqual([])
    expect(status.message.value).toEqual({ text: 'Two is done', failed: false })
  })

  it('cancels the newest work that can be cancelled', () => {
    const status = createStatusStore()
    const cancelled: string[] = []
    status.start('One', () => cancelled.push('one'))
    status.start('Two', () => cancelled.push('two'))
    status.start('Three')
    expect(status.cancelNewest()).toBe(true)
    expect(cancelled).toEqual(['two'])
    expect(createStatusStore().cancelNewest()).toBe(false)
  })
})
