// @vitest-environment happy-dom
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, shallowRef, type EffectScope } from 'vue'
import { LatheError } from '../../../src-renderer/model/error'
import { useAnalysisRun } from '../../../src-renderer/panels/analysis/useAnalysisRun'
import type { RunAnswer } from '../../../src-renderer/host/workbench'
import type { RawValues } from '../../../src-renderer/panels/analysis/parameterErrors'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { COMMON_PARAMETERS, scope as scopeOf } from '../../../src-renderer/query/sql/source'
import { arrayTable } from '../grid/arrayTable'
import { answerOf, catalog, fakeContext } from './fakeContext'

const analysis: Analysis = {
  name: 'count',
  title: 'Count',
  about: '',
  grain: 'one row',
  definition: '',
  columns: [],
  reads: 'events',
  parameters: [
    { name: 'n', type: 'integer', label: 'Number', help: '', default: 1, min: 1 },
    { name: 'steps', type: 'steps', label: 'Steps', help: '', default: ['a', 'b'] },
  ],
  plan(values) {
    if ((values['steps'] as readonly unknown[]).length < 2)
      throw new LatheError('bad-parameter', 'steps needs at least two events.', {
        parameter: 'steps',
        value: '',
        says: ' needs at least two events.',
      })
    return { sql: `SELECT ${Number(values['n'])}` }
  },
}

interface Call {
  readonly plan: QueryPlan
  readonly signal: AbortSignal
  readonly answer: (value: number) => void
  readonly fail: (error: Error) => void
}
let calls: Call[]
let scope: EffectScope

beforeEach(() => {
  calls = []
  scope = effectScope()
  vi.useFakeTimers()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

function start(raw = shallowRef<RawValues>({}), asked = analysis) {
  const ownCatalog = { ...catalog }
  const context = fakeContext(
    (plan, { signal }) =>
      new Promise<RunAnswer>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')))
        calls.push({
          plan,
          signal,
          answer: (value) => resolve(answerOf(arrayTable({ n: ['integer', [value]] }), plan)),
          fail: reject,
        })
      }),
  )
  const run = scope.run(() =>
    useAnalysisRun(
      asked,
      () => raw.value,
      () => null,
      () => ownCatalog,
      context,
    ),
  )!
  return { raw, run, context }
}

describe('keeping an answer up to date', () => {
  it('says at the choice itself that a segment is not there, and keeps the last answer', async () => {
    const asking: Analysis = {
      ...analysis,
      parameters: [...analysis.parameters, ...COMMON_PARAMETERS],
      plan: (values, known, source) => ({ sql: scopeOf(values, known, source).where }),
    }
    const raw = shallowRef<RawValues>({ segment: 'gone' })
    const context = fakeContext(() => Promise.reject(new Error('nothing is to run')))
    const run = scope.run(() =>
      useAnalysisRun(
        asking,
        () => raw.value,
        () => null,
        () => ({ ...catalog, segments: [{ name: 'gone too', about: '', rule: { did: 'x' } }] }),
        context,
      ),
    )!
    await vi.advanceTimersByTimeAsync(0)
    expect(run.errors.value).toEqual({ segment: 'There is no segment "gone"; did you mean gone too?' })
    expect(run.error.value).toBeNull()
  })

  it('runs at once, then 250 ms after the last of several changes', async () => {
    const { raw, run } = start()
    expect(calls).toHaveLength(1)
    calls[0]!.answer(1)
    await vi.advanceTimersByTimeAsync(0)
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(1)
    // An analysis without figures has no query for them.
    expect(run.answer.value!.kpiPlan).toBeNull()
    raw.value = { n: 2 }
    await vi.advanceTimersByTimeAsync(200)
    raw.value = { n: 23 }
    await vi.advanceTimersByTimeAsync(200)
    expect(calls).toHaveLength(1)
    expect(run.stale.value).toBe(true)
    await vi.advanceTimersByTimeAsync(60)
    expect(calls.map((call) => call.plan.sql)).toEqual(['SELECT 1', 'SELECT 23'])
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(1)
    calls[1]!.answer(23)
    await vi.advanceTimersByTimeAsync(0)
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(23)
    expect(run.stale.value).toBe(false)
    expect(run.running.value).toBe(false)
  })

  it('answers while a slider moves where a kernel is quick: one run after the other, the newest last', async () => {
    const passed = (from: string): Analysis => ({
      ...analysis,
      plan: (values) => ({
        sql: `SELECT ${Number(values['n'])}`,
        sequence: {
          analysis: 'count',
          values,
          from: Number(values['n']) > 90 ? 'other' : from,
          where: '',
          columns: {},
          rule: '',
        },
      }),
    })
    const { raw, run } = start(shallowRef<RawValues>({}), passed('log'))
    calls[0]!.answer(1)
    await vi.advanceTimersByTimeAsync(0)
    for (const n of [2, 3, 4]) {
      raw.value = { n }
      await vi.advanceTimersByTimeAsync(16)
    }
    expect(calls.map((call) => call.plan.sql)).toEqual(['SELECT 1', 'SELECT 4'])
    for (const n of [5, 6]) {
      raw.value = { n }
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(calls).toHaveLength(2)
    expect(calls[1]!.signal.aborted).toBe(false)
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(1)
    calls[1]!.answer(4)
    await vi.advanceTimersByTimeAsync(0)
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(4)
    expect(calls.map((call) => call.plan.sql)).toEqual(['SELECT 1', 'SELECT 4', 'SELECT 6'])
    calls[2]!.answer(6)
    await vi.advanceTimersByTimeAsync(0)
    expect([run.answer.value!.run.table.value(0, 'n'), run.stale.value, run.running.value]).toEqual([6, false, false])
    // Other events must be read first: that waits until nobody types.
    raw.value = { n: 91 }
    await vi.advanceTimersByTimeAsync(200)
    expect(calls).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(60)
    expect(calls).toHaveLength(4)
  })

  it('does not lose a run that is due when the same is asked again meanwhile', async () => {
    const { raw } = start()
    calls[0]!.answer(1)
    await vi.advanceTimersByTimeAsync(0)
    raw.value = { n: 5 }
    await vi.advanceTimersByTimeAsync(100)
    raw.value = { n: 5 }
    await vi.advanceTimersByTimeAsync(260)
    expect(calls.map((call) => call.plan.sql)).toEqual(['SELECT 1', 'SELECT 5'])
  })

  it('cancels the run before, and takes only the newest answer', async () => {
    const { raw, run, context } = start()
    raw.value = { n: 5 }
    await vi.advanceTimersByTimeAsync(260)
    expect(calls[0]!.signal.aborted).toBe(true)
    expect(run.running.value).toBe(true)
    calls[0]!.answer(1)
    calls[1]!.answer(5)
    await vi.advanceTimersByTimeAsync(0)
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(5)
    expect(context.log).toEqual(['stopped Count', 'done Count: 1 row · 12 ms'])
  })

  it('asks again, and never says Cancelled, where the workspace was opened anew under a run', async () => {
    const known = shallowRef<Catalog>({ ...catalog })
    const asked: string[] = []
    const context = fakeContext((plan) => {
      asked.push(plan.sql)
      return asked.length === 1
        ? Promise.reject(new DOMException('Cancelled', 'AbortError'))
        : Promise.resolve(answerOf(arrayTable({ n: ['integer', [7]] }), plan))
    })
    const run = scope.run(() =>
      useAnalysisRun(
        analysis,
        () => ({}),
        () => null,
        () => known.value,
        context,
      ),
    )!
    await vi.advanceTimersByTimeAsync(0)
    expect([run.cancelled.value, run.running.value, run.answer.value]).toEqual([false, true, null])
    known.value = { ...catalog }
    await vi.advanceTimersByTimeAsync(300)
    expect(asked).toHaveLength(2)
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(7)
    expect(run.cancelled.value).toBe(false)
    run.cancel()
    expect(run.cancelled.value).toBe(false)
  })

  it('does not run what is wrong, says so by parameter, and keeps the old answer', async () => {
    const { raw, run } = start()
    calls[0]!.answer(1)
    await vi.advanceTimersByTimeAsync(0)
    raw.value = { n: 0 }
    await vi.advanceTimersByTimeAsync(300)
    expect(run.errors.value).toEqual({ n: 'Number must be at least 1, not "0".' })
    raw.value = { steps: ['a'] }
    await vi.advanceTimersByTimeAsync(300)
    // One step is not wrong, only not enough yet.
    expect(run.errors.value).toEqual({})
    expect(run.open.value.map((spec) => spec.name)).toEqual(['steps'])
    expect(calls).toHaveLength(1)
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(1)
    expect(run.stale.value).toBe(true)
  })

  it('asks for what is not chosen yet, and says what is wrong with what is', async () => {
    const context = fakeContext(() => Promise.reject(new Error('nothing is to run')))
    const asking: Analysis = {
      ...analysis,
      parameters: [
        { name: 'start', type: 'event', label: 'Start', help: '', default: null },
        { name: 'keep', type: 'events', label: 'Keep', help: '', default: [] },
        ...analysis.parameters,
      ],
      plan: (values) => {
        throw new LatheError('bad-parameter', 'It is missing.', {
          parameter: values['start'] === 'there' ? 'keep' : 'start',
          value: '',
        })
      },
    }
    const raw = shallowRef<RawValues>({})
    const run = scope.run(() =>
      useAnalysisRun(
        asking,
        () => raw.value,
        () => null,
        () => ({ ...catalog }),
        context,
      ),
    )!
    const said = async (values: RawValues): Promise<unknown> => {
      raw.value = values
      await vi.advanceTimersByTimeAsync(300)
      return [run.open.value.map((spec) => spec.name), Object.keys(run.errors.value)]
    }
    expect([await said({}), await said({ start: '' }), await said({ start: 'here' })]).toEqual([
      [['start'], []],
      [['start'], []],
      [[], ['start']],
    ])
    expect([await said({ start: 'there' }), await said({ start: 'there', keep: ['a'] })]).toEqual([
      [['keep'], []],
      [[], ['keep']],
    ])
  })

  it('shows how much of the data is loaded, as far as that is known', async () => {
    const told: unknown[] = [],
      shown: unknown[] = []
    const context = fakeContext((_plan, { limit, onProgress }) => {
      // What a window can hold; the rest is counted, and saved whole.
      expect(limit).toBe(100_000)
      for (const [stage, loaded, total] of [
        ['loading', 1, 4],
        ['loading', 0, 0],
        ['running', 4, 4],
      ] as const) {
        onProgress!({ stage, loaded, total })
        shown.push(run.fraction.value)
      }
      return new Promise(() => undefined)
    })
    const own = {
      ...context,
      startTask: (label: string) => ({
        progress: (fraction: number | null, text?: string) => {
          told.push([fraction, text])
        },
        done: () => {
          told.push(label)
        },
        fail: () => undefined,
        stop: () => undefined,
      }),
    }
    const raw = shallowRef<RawValues>({ n: 0 })
    const run = scope.run(() =>
      useAnalysisRun(
        analysis,
        () => raw.value,
        () => null,
        () => ({ ...catalog }),
        own,
      ),
    )!
    raw.value = { n: 3 }
    await vi.advanceTimersByTimeAsync(260)
    expect([shown, told]).toEqual([
      [0.25, null, null],
      [
        [0.25, 'Count: loading'],
        [null, 'Count: loading'],
        [null, 'Count'],
      ],
    ])
  })

  it('takes an answer that it already has without asking again', async () => {
    const { raw, run } = start()
    calls[0]!.answer(1)
    await vi.advanceTimersByTimeAsync(0)
    raw.value = { n: 2 }
    await vi.advanceTimersByTimeAsync(260)
    calls[1]!.answer(2)
    await vi.advanceTimersByTimeAsync(0)
    raw.value = {}
    await vi.advanceTimersByTimeAsync(260)
    expect(calls).toHaveLength(2)
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(1)
    expect(run.stale.value).toBe(false)
  })

  it('shows progress only after 400 ms, and stops when told to', async () => {
    const { run } = start()
    await vi.advanceTimersByTimeAsync(399)
    expect(run.slow.value).toBe(false)
    await vi.advanceTimersByTimeAsync(2)
    expect(run.slow.value).toBe(true)
    run.cancel()
    await vi.advanceTimersByTimeAsync(0)
    expect(run.running.value).toBe(false)
    expect(calls[0]!.signal.aborted).toBe(true)
    expect(run.error.value).toBeNull()
    run.rerun()
    calls[1]!.answer(7)
    await vi.advanceTimersByTimeAsync(0)
    expect(run.answer.value!.run.table.value(0, 'n')).toBe(7)
  })

  it('keeps a failure until a run succeeds, also when the parameters go back', async () => {
    const { raw, run } = start()
    calls[0]!.answer(1)
    await vi.advanceTimersByTimeAsync(0)
    raw.value = { n: 9 }
    await vi.advanceTimersByTimeAsync(260)
    calls[1]!.fail(new LatheError('engine-memory', 'Not enough memory; narrow the dates.', { detail: '' }))
    await vi.advanceTimersByTimeAsync(0)
    expect((run.error.value as LatheError).message).toBe('Not enough memory; narrow the dates.')
    raw.value = {}
    await vi.advanceTimersByTimeAsync(260)
    expect(run.error.value).toBeNull()
    expect(run.stale.value).toBe(false)
  })
})
