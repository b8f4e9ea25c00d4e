import { describe, expect, it } from 'vitest'
import { isAbort } from '../../../src-renderer/base/abort'
import { createLatest } from '../../../src-renderer/base/latest'

describe('latest only', () => {
  it('aborts the older work and rejects it even when it ignores its signal', async () => {
    const latest = createLatest()
    let finish: (value: string) => void = () => undefined
    let seen: AbortSignal | null = null
    const first = latest.run((signal) => {
      seen = signal
      return new Promise<string>((resolve) => {
        finish = resolve
      })
    })
    const second = latest.run(() => Promise.resolve('new'))
    expect(seen!.aborted).toBe(true)
    finish('old')
    await expect(first).rejects.toSatisfy(isAbort)
    await expect(second).resolves.toBe('new')
  })
  it('turns the failure of overtaken work into an abort, and lets a current failure through', async () => {
    const latest = createLatest()
    let fail: (error: Error) => void = () => undefined
    const first = latest.run(
      () =>
        new Promise<never>((_, reject) => {
          fail = reject
        }),
    )
    latest.cancel()
    fail(new Error('late'))
    await expect(first).rejects.toSatisfy(isAbort)
    await expect(latest.run(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
  })
  it('does not let the end of old work disarm the newer', async () => {
    const latest = createLatest()
    let finishOld: () => void = () => undefined
    const old = latest.run(
      () =>
        new Promise<void>((resolve) => {
          finishOld = resolve
        }),
    )
    let newer: AbortSignal | null = null
    const current = latest.run((signal) => {
      newer = signal
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    })
    finishOld()
    await expect(old).rejects.toSatisfy(isAbort)
    latest.cancel()
    expect(newer!.aborted).toBe(true)
    await expect(current).rejects.toSatisfy(isAbort)
  })
})
