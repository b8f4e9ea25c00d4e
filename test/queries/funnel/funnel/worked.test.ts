import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { funnel } from '../../../../queries/funnel/funnel'
import { funnelLift } from '../../../../queries/funnel/funnel-lift'
import { funnelPaths } from '../../../../queries/funnel/funnel-paths'
import { funnelTimes } from '../../../../queries/funnel/funnel-times'
import { funnelTrend } from '../../../../queries/funnel/funnel-trend'
import { isLatheError } from '../../../../src-renderer/model/error'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'
import { runs } from '../../../runs'

type Parameters = Readonly<Record<string, ParameterValue>>

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

/** `A0 B5 X7`: one user's events with their times in minutes, in the file's order. */
function story(text: string, user = 'ann'): readonly LogEvent[] {
  return text
    .split(' ')
    .map((one) => ({
      user,
      event: one[0]!,
      ts: Date.parse('2024-05-01T12:00:00Z') * 1000 + Number(one.slice(1)) * 60e6,
    }))
}

async function usersOf(events: readonly LogEvent[], parameters: Parameters): Promise<readonly number[]> {
  await duck.load({ name: 'log', events })
  return (await duck.answer(funnel, { steps: ['A', 'B', 'C'], ...parameters })).map((row) => row['users'] as number)
}

const hour = { window: '60 minutes' }
const cut = (...list: readonly { event: string; from?: number; to?: number }[]): Parameters => ({
  ...hour,
  exclude: list,
  exclusion_effect: 'cut',
})
const optionalB = ['A', { event: 'B', optional: true }, 'C']
const exclude = (...list: readonly { event: string; from?: number; to?: number }[]): Parameters => ({
  ...hour,
  exclude: list,
})

describe('one user, steps A, B, C, by hand', () => {
  const cases: readonly (readonly [why: string, events: string, parameters: Parameters, users: readonly number[]])[] = [
    ['goes through', 'A0 B5 C9', hour, [1, 1, 1]],
    ['other events between do not matter', 'A0 X1 B5 X6 C9', hour, [1, 1, 1]],
    ['B before A is no step', 'B0 A5 C9', hour, [1, 0, 0]],
    ['the end of the window counts', 'A0 B5 C60', hour, [1, 1, 1]],
    ['a minute after it does not', 'A0 B5 C61', hour, [1, 1, 0]],
    ['no window, no limit', 'A0 B5 C99999', { window: 'none' }, [1, 1, 1]],
    ['the window is from step 1, not from the step before', 'A0 B50 C70', hour, [1, 1, 0]],
    ['a later attempt may get further', 'A0 B50 A55 B56 C70', hour, [1, 1, 1]],
    ['the first attempt alone does not', 'A0 B50 A55 B56 C70', { ...hour, entry: 'first' }, [1, 1, 0]],
    ['nothing between: B is next', 'A0 B1 C2', { ...hour, order: 'strict' }, [1, 1, 1]],
    ['nothing between: X is', 'A0 X1 B2 C3', { ...hour, order: 'strict' }, [1, 0, 0]],
    ['nothing between: a second A begins anew', 'A0 A1 B2 C3', { ...hour, order: 'strict' }, [1, 1, 1]],
    ['any order', 'C0 A5 B9', { ...hour, order: 'any' }, [1, 1, 1]],
    ['any order: two of three in an hour', 'C0 A61 B70', { ...hour, order: 'any' }, [1, 1, 0]],
    ['A twice must happen twice', 'A0 B9', { ...hour, steps: ['A', 'A', 'B'] }, [1, 0, 0]],
    ['A twice happened twice', 'A0 A1 B9', { ...hour, steps: ['A', 'A', 'B'] }, [1, 1, 1]],
    ['any order, A twice', 'B0 A1 A9', { ...hour, order: 'any', steps: ['A', 'A', 'B'] }, [1, 1, 1]],
    ['one time: B stands before A in the file', 'B0 A0 C9', hour, [1, 0, 0]],
    ['one time, in any order', 'B0 A0 C9', { ...hour, ties: 'any' }, [1, 1, 1]],
    ['one time: A stands before B in the file', 'A0 B0 C9', hour, [1, 1, 1]],
    ['one time, not at all', 'A0 B0 C9', { ...hour, ties: 'strict' }, [1, 0, 0]],
    ['one time, one event fills one step', 'A0 B9', { ...hour, ties: 'any', steps: ['A', 'A', 'B'] }, [1, 0, 0]],
    ['one time, two events fill two', 'A0 B9 A0', { ...hour, ties: 'any', steps: ['A', 'A', 'B'] }, [1, 1, 1]],
    ['X between voids, and the user with it', 'A0 X1 B2 C3', exclude({ event: 'X' }), [0, 0, 0]],
    ['X before and after does not', 'X0 A1 B2 C3 X4', exclude({ event: 'X' }), [1, 1, 1]],
    ['X between other steps does not', 'A0 B2 X3 C4', exclude({ event: 'X', from: 1, to: 2 }), [1, 1, 1]],
    ['another attempt that got as far stands', 'A0 X1 A2 B3 C4', exclude({ event: 'X' }), [1, 1, 1]],
    ['one that got less far does not help', 'A0 X1 B2 C3 A9', exclude({ event: 'X' }), [0, 0, 0]],
    ['C is not reached: X counts up to the end of the window', 'A0 B1 X60', exclude({ event: 'X' }), [0, 0, 0]],
    ['and not after it', 'A0 B1 X61', exclude({ event: 'X' }), [1, 1, 0]],
    ['no B, no exclusion from B on', 'A0 X1', exclude({ event: 'X', from: 2, to: 3 }), [1, 0, 0]],
    ['X between cuts: what came before it counts', 'A0 B1 X2 C3', cut({ event: 'X' }), [1, 1, 0]],
    ['X before B cuts after A', 'A0 X1 B2 C3', cut({ event: 'X' }), [1, 0, 0]],
    ['X after C cuts nothing', 'A0 B1 C2 X3', cut({ event: 'X' }), [1, 1, 1]],
    ['X between other steps cuts nothing', 'A0 X1 B2 C3', cut({ event: 'X', from: 2, to: 3 }), [1, 1, 1]],
    ['of the cut attempts the furthest counts', 'A0 X1 A2 B3 X4 C5', cut({ event: 'X' }), [1, 1, 0]],
    ['the first of two exclusions cuts', 'A0 Y1 B2 X3 C4', cut({ event: 'X' }, { event: 'Y' }), [1, 0, 0]],
    ['optional B was done', 'A0 B1 C2', { ...hour, steps: optionalB }, [1, 1, 1]],
    ['optional B was left out', 'A0 C2 B3', { ...hour, steps: optionalB }, [1, 0, 1]],
    ['optional B, and C not reached', 'A0 B1', { ...hour, steps: optionalB }, [1, 1, 0]],
    ['optional B after the window', 'A0 B61', { ...hour, steps: optionalB }, [1, 0, 0]],
    ['optional B after X, which cuts', 'A0 X1 B2', { ...cut({ event: 'X' }), steps: optionalB }, [1, 0, 0]],
    [
      'the first B came before A',
      'B0 A1 B2 C3',
      { ...hour, steps: ['A', { event: 'B', first: true }, 'C'] },
      [1, 0, 0],
    ],
    [
      'the first A only begins',
      'A0 A70 B80 C81',
      { ...hour, steps: [{ event: 'A', first: true }, 'B', 'C'] },
      [1, 0, 0],
    ],
    [
      'the first A began before the dates',
      'A0 B1 C2',
      { ...hour, steps: [{ event: 'A', first: true }, 'B', 'C'], from: '2024-05-02' },
      [0, 0, 0],
    ],
  ]
  it.each(cases)('%s: %s', async (_, events, parameters, users) => {
    expect(await usersOf(story(events), parameters)).toEqual(users)
  })
})

describe('times', () => {
  const seconds = async (text: string, parameters: Parameters): Promise<readonly unknown[]> => {
    await duck.load({ name: 'log', events: story(text) })
    return (await duck.answer(funnel, { steps: ['A', 'B'], window: '60 minutes', ...parameters })).map(
      (row) => row['median_seconds'],
    )
  }
  it('run from the earliest of the furthest attempts, or from the latest entry', async () => {
    expect(await seconds('A0 A10 B15', {})).toEqual([null, 900])
    expect(await seconds('A0 A10 B15', { entry: 'latest' })).toEqual([null, 300])
    expect(await seconds('A0 A10 B61', {})).toEqual([null, 51 * 60])
    expect(await seconds('A0 B5 A9 B10', { entry: 'latest' })).toEqual([null, 300])
  })

  it('are the median and the 90th percentile over users, and shares are percentages', async () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    await duck.load({
      name: 'log',
      events: [...minutes.flatMap((at) => story(`A0 B${at}`, `u${at}`)), ...story('A0', 'lost')],
    })
    expect(await duck.answer(funnel, { steps: ['A', 'B'] })).toEqual([
      { step: 1, event: 'A', users: 12, pct_first: 100, pct_previous: 100, median_seconds: null, p90_seconds: null },
      {
        step: 2,
        event: 'B',
        users: 11,
        pct_first: 1100 / 12,
        pct_previous: 1100 / 12,
        median_seconds: 360,
        p90_seconds: 600,
      },
    ])
  })
})

describe('an empty log, unknown names and wrong parameters', () => {
  it('gives every step with nobody, and no shares', async () => {
    await duck.load({ name: 'log', events: [] })
    expect(await duck.answer(funnel, { steps: ['A', 'B'] })).toEqual(
      [1, 2].map((step) => ({
        step,
        event: step === 1 ? 'A' : 'B',
        users: 0,
        pct_first: null,
        pct_previous: null,
        median_seconds: null,
        p90_seconds: null,
      })),
    )
  })

  it.each<readonly [string, Parameters, string]>([
    ['no step', { steps: [] }, 'bad-parameter'],
    ['a tolerance of a day', { ties: 'within:1 day' }, 'bad-parameter'],
    ['a tolerance without a time', { ties: 'within:none' }, 'bad-parameter'],
    ['a tolerance in what comes next', { ties: 'within:2 seconds', order: 'strict' }, 'bad-parameter'],
    [
      'more than six steps for one event within a tolerance',
      { steps: ['A', 'A', 'A', 'A', 'A', 'A', 'A'], ties: 'within:2 seconds' },
      'bad-parameter',
    ],
    ['an exclusion in a funnel of one step', { steps: ['A'], exclude: [{ event: 'X' }] }, 'bad-parameter'],
    [
      'each value of a later step in any order',
      { order: 'any', breakdown: 'event', breakdown_step: 2, breakdown_users: 'each-value' },
      'bad-parameter',
    ],
    [
      'each value of an optional step',
      {
        steps: ['A', { event: 'B', optional: true }, 'C'],
        breakdown: 'event',
        breakdown_step: 2,
        breakdown_users: 'each-value',
      },
      'bad-parameter',
    ],
    ['a held column that is not there', { hold: ['plam'] }, 'not-found'],
    ['thirteen steps', { steps: Array.from({ length: 13 }, () => 'A') }, 'bad-parameter'],
    ['an exclusion after the last step', { exclude: [{ event: 'X', from: 1, to: 4 }] }, 'bad-parameter'],
    ['an exclusion that goes back', { exclude: [{ event: 'X', from: 2, to: 1 }] }, 'bad-parameter'],
    ['a window in moons', { window: '2 moons' }, 'bad-parameter'],
    ['an optional first step', { steps: [{ event: 'A', optional: true }, 'B', 'C'] }, 'bad-parameter'],
    ['an optional last step', { steps: ['A', 'B', { event: 'C', optional: true }] }, 'bad-parameter'],
    [
      'an optional step in any order',
      { steps: ['A', { event: 'B', optional: true }, 'C'], order: 'any' },
      'bad-parameter',
    ],
    [
      'an exclusion up to an optional step',
      { steps: ['A', { event: 'B', optional: true }, 'C'], exclude: [{ event: 'X', to: 2 }] },
      'bad-parameter',
    ],
    ['a step that is first of what', { steps: ['A', { event: 'B', first: 'ever' }, 'C'] }, 'bad-parameter'],
    ['the value at a step that is not there', { breakdown: 'event', breakdown_step: 4 }, 'bad-parameter'],
    ['a column that is not there', { breakdown: 'plam' }, 'not-found'],
  ])('refuses %s', async (_, parameters, code) => {
    await duck.load({ name: 'log', events: story('A0 B1 C2') })
    const failure = await duck
      .answer(funnel, { steps: ['A', 'B', 'C'], ...parameters })
      .catch((error: unknown) => error)
    expect(isLatheError(failure) ? failure.code : failure).toBe(code)
  })
})

describe('what lies between two steps', () => {
  it.each([funnelLift, funnelPaths, funnelTimes].map((analysis) => [analysis.name, analysis] as const))(
    '%s refuses a funnel of one step',
    async (_, analysis) => {
      await duck.load({ name: 'log', events: story('A0 B1') })
      const failure = await duck.answer(analysis, { steps: ['A'] }).catch((error: unknown) => error)
      expect(isLatheError(failure, 'bad-parameter') && failure.message).toMatch(/second one/)
    },
  )
})

describe('presets', () => {
  const preset = (name: string): Parameters => funnel.presets!.find((one) => one.name === name)!.values
  const day = 1440

  it.each<readonly [string, string, Parameters, readonly (readonly [string, readonly number[]])[]]>([
    [
      'C comes 8 days after the first entry and 3 after the second',
      `A0 A${5 * day} B${6 * day} C${8 * day}`,
      {},
      [
        ['mixpanel', [1, 1, 0]],
        ['mixpanel-reentry', [1, 1, 1]],
        ['posthog', [1, 1, 1]],
        ['amplitude', [1, 1, 1]],
      ],
    ],
    [
      'an exclusion between the steps',
      'A0 B1 X2 C3',
      { exclude: [{ event: 'X' }] },
      [
        ['mixpanel', [1, 1, 0]],
        ['posthog', [0, 0, 0]],
      ],
    ],
  ])('differ where their documents say so: %s', async (_, events, more, expected) => {
    for (const [name, users] of expected)
      expect(await usersOf(story(events), { window: '30 days', ...preset(name), ...more }), name).toEqual(users)
  })

  it('set only parameters that the analysis has', () => {
    for (const analysis of [funnel, funnelTrend, funnelTimes, funnelPaths, funnelLift])
      for (const one of analysis.presets!) expect(() => readParameters(analysis.parameters, one.values)).not.toThrow()
  })
})

describe('invariants', () => {
  const users = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const logArbitrary = fc.array(
    fc.record({
      user: fc.constantFrom(...users),
      event: fc.constantFrom('A', 'B', 'C', 'X'),
      ts: fc.integer({ min: 0, max: 20 }).map((at) => at * 600e6),
    }),
    { maxLength: 48 },
  )
  const run = async (parameters: Parameters): Promise<readonly number[]> =>
    (await duck.answer(funnel, { steps: ['A', 'B', 'C'], window: '1 hour', ...parameters })).map(
      (row) => row['users'] as number,
    )
  const atMost = (low: readonly number[], high: readonly number[]): void => {
    low.forEach((count, index) => {
      expect(count).toBeLessThanOrEqual(high[index]!)
    })
  }

  it('steps never grow; a wider window never lowers a step; nothing between ≤ in order ≤ any order; users of two halves add up', async () => {
    await fc.assert(
      fc.asyncProperty(logArbitrary, async (log) => {
        await duck.load({ name: 'log', events: log })
        const ordered = await run({})
        atMost(ordered.slice(1), ordered.slice(0, -1))
        const any = await run({ order: 'any' })
        atMost(any.slice(1), any.slice(0, -1))
        atMost(ordered, await run({ window: '2 hours' }))
        atMost(await run({ window: '2 hours' }), await run({ window: 'none' }))
        atMost(await run({ order: 'strict' }), ordered)
        atMost(ordered, any)
        atMost(await run({ ties: 'strict' }), ordered)
        atMost(ordered, await run({ ties: 'any' }))
        const exclusion = { exclude: [{ event: 'X' }] }
        const cutOff = await run({ ...exclusion, exclusion_effect: 'cut' })
        atMost(cutOff, ordered)
        atMost(cutOff.slice(1), cutOff.slice(0, -1))
        atMost(await run(exclusion), ordered)
        const optional = await run({ steps: ['A', { event: 'X', optional: true }, 'B', 'C'] })
        expect(optional.filter((_, index) => index !== 1)).toEqual(ordered)
        atMost(await run({ steps: ['A', { event: 'B', first: true }, 'C'] }), ordered)
        const parts: (readonly number[])[] = []
        for (const half of [users.slice(0, 4), users.slice(4)]) {
          await duck.load({ name: 'log', events: log.filter((event) => half.includes(event.user)) })
          parts.push(await run({}))
        }
        expect(parts[0]!.map((count, index) => count + parts[1]![index]!)).toEqual(ordered)
      }),
      { numRuns: runs(4) },
    )
  })
})

describe('charts', () => {
  it('show the steps with their times, and conversion by value with a breakdown', async () => {
    await duck.load({
      name: 'log',
      events: [...story('A0 B5'), ...story('A0', 'bob')].map((event) => ({
        ...event,
        more: { plan: event.user === 'ann' ? 'pro' : 'free' },
      })),
    })
    const parameters = { steps: ['A', 'B'] }
    const [steps, times] = funnel.charts!(tableOf(funnel, await duck.answer(funnel, parameters)), parameters)
    expect(steps).toEqual({
      kind: 'funnel',
      title: 'Funnel',
      summary: '1 of 2 (50.0 %) reached the last step; most were lost before B (1).',
      steps: [
        { label: 'A', count: 2, figure: { row: 0, column: 'users' } },
        {
          label: 'B',
          count: 1,
          figure: { row: 1, column: 'users' },
          lostFigure: { row: 1, column: 'lost' },
          detail: 'median 5 min from the previous step',
        },
      ],
    })
    expect(times?.kind === 'bar' && times.series.map((series) => series.points)).toEqual([
      [{ x: '2. B', y: 300, figure: { row: 1, column: 'median_seconds' } }],
      [{ x: '2. B', y: 300, figure: { row: 1, column: 'p90_seconds' } }],
    ])
    const optional = { steps: ['A', { event: 'X', optional: true }, 'B'] }
    const specs = funnel.charts!(tableOf(funnel, await duck.answer(funnel, optional)), optional)
    expect(specs.map((spec) => spec.title)).toEqual(['Funnel', 'Optional steps', 'Time from the previous step'])
    expect(
      specs[0]?.kind === 'funnel' && specs[0].steps.map((step) => [step.label, step.count, step.lostFigure?.row]),
    ).toEqual([
      ['A', 2, undefined],
      ['B', 1, 2],
    ])
    const broken = { ...parameters, breakdown: 'plan' }
    const [chart] = funnel.charts!(tableOf(funnel, await duck.answer(funnel, broken)), broken)
    expect(
      chart?.kind === 'bar' && chart.series.map((series) => [series.name, ...series.points.map((point) => point.y)]),
    ).toEqual([
      ['free', 100, 0],
      ['pro', 100, 100],
    ])
  })
})
