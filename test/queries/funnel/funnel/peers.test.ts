import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { definitionDiff } from '../../../../queries/definitions/definition-diff'
import { funnel } from '../../../../queries/funnel/funnel'
import { funnelTimes } from '../../../../queries/funnel/funnel-times'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { withPreset } from '../../../../src-renderer/query/analysis/preset'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'

/**
 * What peers count, worked by hand from what they say of themselves. Sources: PostHog, its funnel program (funnel-udf/src/
 * steps.rs, unordered_steps.rs) and docs; Mixpanel, docs.mixpanel.com, "Funnels Advanced Concepts" and "Funnels FAQ"; Amplitude,
 * amplitude.com/docs, "How Amplitude computes funnels", "How Amplitude handles simultaneous events in a funnel", "Hold
 * properties constant" and the FAQ.
 */
type Parameters = Readonly<Record<string, ParameterValue>>

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

const NOON = Date.parse('2021-05-01T12:00:00Z') * 1000

/** `A0 B5.5`: one user's events with their times in seconds, in the file's order; `A0=x` with the item x. */
function story(text: string, user = 'u'): readonly LogEvent[] {
  return text.split(' ').map((one) => {
    const [at, item] = one.slice(1).split('=')
    return { user, event: one[0]!, ts: NOON + Number(at) * 1e6, more: { item: item ?? null } }
  })
}

async function rowsOf(events: readonly LogEvent[], parameters: Parameters): Promise<readonly Row[]> {
  await duck.load({ name: 'log', events, more: { item: 'string' } })
  return duck.answer(funnel, withPreset(funnel, parameters))
}

/** As the terminal does it: `preset=…` and what is given besides. */
async function usersOf(events: readonly LogEvent[], parameters: Parameters): Promise<readonly unknown[]> {
  return (await rowsOf(events, parameters)).map((row) => row['users'])
}

type Case = readonly [why: string, events: string, parameters: Parameters, users: readonly number[]]
const AB = ['A', 'B']

describe('PostHog', () => {
  const signup = (at: string, event: string): LogEvent => ({ user: 'u', event, ts: at })
  const late = [signup('2021-05-14T10:00:00Z', 'signed up'), signup('2021-05-15T10:00:00Z', 'paid')]
  const asked = { steps: ['signed up', 'paid'], from: '2021-05-01', to: '2021-05-14' }

  it('bounds every step by the dates, where Lathe bounds the entry', async () => {
    expect(await usersOf(late, { preset: 'posthog', ...asked })).toEqual([1, 0])
    expect(await usersOf(late, asked)).toEqual([1, 1])
    expect(await usersOf(late, { ...asked, dates: 'every-step' })).toEqual([1, 0])
  })

  it('and the definition diff names that rule and the user', async () => {
    await duck.load({ name: 'log', events: late })
    const rows = await duck.answer(definitionDiff, {
      analysis: 'funnel',
      a: 'default',
      b: 'posthog',
      parameters: JSON.stringify({ steps: asked.steps }),
      from: asked.from,
      to: asked.to,
    })
    expect(rows.map(({ figure, user_id: user, in_a: inA, rule }) => [figure, user, inA, rule])).toEqual([
      ['step 2, paid', 'u', true, 'dates'],
    ])
  })

  it.each<Case>([
    ['events of one time count in either order', 'B0 A0', { steps: AB }, [1, 1]],
    [
      'an exclusion at the time of the steps does not lie between',
      'A0 X0 B0',
      { steps: AB, exclude: [{ event: 'X' }] },
      [1, 1],
    ],
    ['nor one at the time of the last', 'A0 X5 B5', { steps: AB, exclude: [{ event: 'X' }] }, [1, 1]],
    ['an exclusion between takes the person out', 'A0 X5 B9', { steps: AB, exclude: [{ event: 'X' }] }, [0, 0]],
    ['unless another attempt gets as far', 'A0 X5 A6 B9', { steps: AB, exclude: [{ event: 'X' }] }, [1, 1]],
    [
      'in any order the person stays at the steps before it',
      'A0 X5 B9',
      { steps: AB, order: 'any', exclude: [{ event: 'X' }] },
      [1, 0],
    ],
    ['strict: another event between breaks', 'A0 X5 B9', { steps: AB, order: 'strict' }, [1, 0]],
    ['strict: an event at the time of a step is overlooked', 'A0 X0 B9', { steps: AB, order: 'strict' }, [1, 1]],
    ['strict: at the time of the next one, too', 'A0 X9 B9', { steps: AB, order: 'strict' }, [1, 1]],
    ['one event fills one step', 'A0', { steps: ['A', 'A'] }, [1, 0]],
  ])('%s: %s', async (_, events, parameters, users) => {
    expect(await usersOf(story(events), { preset: 'posthog', ...parameters })).toEqual(users)
  })

  it('counts a person under every value of the step that is broken down by', async () => {
    const log: readonly LogEvent[] = [
      { user: 'u', event: 'signed up', ts: NOON, more: { browser: 'Chrome' } },
      { user: 'u', event: 'signed up', ts: NOON + 9e6, more: { browser: 'Safari' } },
      { user: 'u', event: 'paid', ts: NOON + 5e6, more: { browser: 'Edge' } },
    ]
    await duck.load({ name: 'log', events: log })
    const parts = async (parameters: Parameters): Promise<readonly unknown[]> => {
      const rows = await duck.answer(
        funnel,
        withPreset(funnel, { steps: ['signed up', 'paid'], breakdown: 'browser', ...parameters }),
      )
      return rows.map((row) => [row['browser'], row['step'], row['users']])
    }
    const both = [
      ['Chrome', 1, 1],
      ['Chrome', 2, 1],
      ['Safari', 1, 1],
      ['Safari', 2, 0],
    ]
    expect(await parts({ preset: 'posthog', breakdown_at: 'step' })).toEqual(both)
    expect(await parts({ preset: 'mixpanel' })).toEqual(both)
    expect(await parts({ breakdown_at: 'step' })).toEqual([
      ['Chrome', 1, 1],
      ['Chrome', 2, 1],
    ])
    expect(await parts({ preset: 'posthog' })).toEqual([
      ['Chrome', 1, 1],
      ['Chrome', 2, 1],
    ])
    expect(await parts({ preset: 'posthog', breakdown_at: 'step', breakdown_step: 2 })).toEqual([
      ['Edge', 1, 1],
      ['Edge', 2, 1],
    ])
  })

  it('begins the bars of times at the shortest', async () => {
    await duck.load({ name: 'log', events: [...story('A0 B70', 'a'), ...story('A0 B95', 'b')] })
    const bars = async (parameters: Parameters): Promise<readonly unknown[]> =>
      (await duck.answer(funnelTimes, withPreset(funnelTimes, { steps: AB, bin: '20 seconds', ...parameters }))).map(
        (row) => [row['from_seconds'], row['to_seconds'], row['users']],
      )
    expect(await bars({ preset: 'posthog' })).toEqual([
      [70, 90, 1],
      [90, 110, 1],
    ])
    expect(await bars({})).toEqual([
      [60, 80, 1],
      [80, 100, 1],
    ])
    expect(await bars({ begin: 'zero' })).toEqual([
      [0, 20, 0],
      [20, 40, 0],
      [40, 60, 0],
      [60, 80, 1],
      [80, 100, 1],
    ])
  })

  it('takes the first event ever before or after its conditions, as asked', async () => {
    const pro = [{ column: 'item', op: '=', value: 'pro' }]
    const first = (rule: boolean | 'unfiltered'): Parameters => ({
      preset: 'posthog',
      steps: [{ event: 'A', where: pro, first: rule }, 'B'],
    })
    expect(await usersOf(story('A0=free A1=pro B9'), first(true))).toEqual([1, 1])
    expect(await usersOf(story('A0=free A1=pro B9'), first('unfiltered'))).toEqual([0, 0])
    expect(await usersOf(story('A0=pro A1=free B9'), first('unfiltered'))).toEqual([1, 1])
    expect(
      await usersOf(story('A0=free A1=pro B9=pro'), { steps: [{ event: 'A', first: 'unfiltered' }, 'B'], filter: pro }),
    ).toEqual([0, 0])
    expect(
      await usersOf(story('A0=free A1=pro B9=pro'), { steps: [{ event: 'A', first: true }, 'B'], filter: pro }),
    ).toEqual([1, 1])
  })
})

describe('Mixpanel', () => {
  const hour = { window: '60 minutes' }
  const day = 86_400
  it.each<Case>([
    [
      'the window runs from the first entry',
      'A0 A1800 B2700 C4500',
      { preset: 'mixpanel', steps: ['A', 'B', 'C'], ...hour },
      [1, 1, 0],
    ],
    ['7 days by default', `A0 B${7 * day}`, { preset: 'mixpanel', steps: AB }, [1, 1]],
    ['and no longer', `A0 B${7 * day + 1}`, { preset: 'mixpanel', steps: AB }, [1, 0]],
    [
      'scenario 1: a second entry after the window of the first',
      'A0 A4000 B4100',
      { preset: 'mixpanel', steps: AB, ...hour },
      [1, 0],
    ],
    [
      'scenario 1 with optimized re-entry',
      'A0 A4000 B4100',
      { preset: 'mixpanel-reentry', steps: AB, ...hour },
      [1, 1],
    ],
    [
      'scenario 2: a second entry in the window of the first',
      'A0 A3000 B4100',
      { preset: 'mixpanel', steps: AB, ...hour },
      [1, 0],
    ],
    [
      'scenario 2 with optimized re-entry',
      'A0 A3000 B4100',
      { preset: 'mixpanel-reentry', steps: AB, ...hour },
      [1, 1],
    ],
    ['steps within two seconds are interchangeable', 'B0 A2', { preset: 'mixpanel', steps: AB }, [1, 1]],
    ['beyond them they are not', 'B0 A2.5', { preset: 'mixpanel', steps: AB }, [1, 0]],
    [
      'the same grace holds for exclusions',
      'A0 X2 B9',
      { preset: 'mixpanel', steps: AB, exclude: [{ event: 'X' }] },
      [1, 1],
    ],
    [
      'a user counts until the exclusion step',
      'A0 B9 X20 C30',
      { preset: 'mixpanel', steps: ['A', 'B', 'C'], exclude: [{ event: 'X' }] },
      [1, 1, 0],
    ],
    [
      'totals: one enters anew only when the attempt is over',
      'A0 A10 B20',
      { preset: 'mixpanel-totals', steps: AB },
      [1, 1],
    ],
    ['totals: over because it was completed', 'A0 B10 A20 B30', { preset: 'mixpanel-totals', steps: AB }, [2, 2]],
    ['totals: over because the window is', 'A0 A4000 B4100', { preset: 'mixpanel-totals', steps: AB, ...hour }, [2, 1]],
    [
      'totals: over because of an exclusion step',
      'A0 A10 A20 B30',
      { preset: 'mixpanel-totals', steps: AB, exclude: [{ event: 'A' }] },
      [2, 1],
    ],
    [
      'uniques hold the value of the first step 1',
      'A0=x A10=y B20=y',
      { preset: 'mixpanel', steps: AB, hold: ['item'] },
      [1, 0],
    ],
    [
      'uniques convert with the value held',
      'A0=x B10=y B20=x',
      { preset: 'mixpanel', steps: AB, hold: ['item'] },
      [1, 1],
    ],
    [
      'totals hold the value of each entry',
      'A0=x B10=x A20=y B30=y',
      { preset: 'mixpanel-totals', steps: AB, hold: ['item'] },
      [2, 2],
    ],
  ])('%s: %s', async (_, events, parameters, users) => {
    expect(await usersOf(story(events), parameters)).toEqual(users)
  })
})

describe('Amplitude', () => {
  it.each<Case>([
    ['events of one second count in either order', 'B0 A0', { preset: 'amplitude', steps: AB }, [1, 1]],
    ['also when they are milliseconds apart', 'B0.2 A0.7', { preset: 'amplitude', steps: AB }, [1, 1]],
    ['but not of two seconds', 'B0.9 A1.1', { preset: 'amplitude', steps: AB }, [1, 0]],
    ['a repeated event must happen twice', 'A0 A5 B9', { preset: 'amplitude', steps: ['A', 'A', 'B'] }, [1, 1, 1]],
    [
      'two of one name in one second are one',
      'A0.1 A0.5 B9',
      { preset: 'amplitude', steps: ['A', 'A', 'B'] },
      [1, 0, 0],
    ],
    [
      'exact order: another event between breaks',
      'A0 X5 B9',
      { preset: 'amplitude', order: 'strict', steps: AB },
      [1, 0],
    ],
    [
      'exact order overlooks a foreign event in the same second',
      'A0.1 X0.5 B9',
      { preset: 'amplitude', order: 'strict', steps: AB },
      [1, 1],
    ],
    [
      'exact order: an event written twice in a second is one',
      'A0.1 A0.5 B9',
      { preset: 'amplitude', order: 'strict', steps: AB },
      [1, 1],
    ],
    [
      'exact order: and does not fill two steps',
      'A0.1 A0.5 B9',
      { preset: 'amplitude', order: 'strict', steps: ['A', 'A', 'B'] },
      [1, 0, 0],
    ],
    ['the earliest of the longest paths counts once', 'A0 B5 A9 B12', { preset: 'amplitude', steps: AB }, [1, 1]],
    [
      'four searches before one purchase are one conversion',
      'A0 A5 A10 A15 B20',
      { preset: 'amplitude-totals', steps: AB },
      [4, 1],
    ],
    ['totals count every path', 'A0 B5 A9 B12', { preset: 'amplitude-totals', steps: AB }, [2, 2]],
    [
      'held values count in pairs',
      'A0=x A1=y B5=y A9=z B12=z',
      { preset: 'amplitude', steps: AB, hold: ['item'] },
      [3, 2],
    ],
    ['and must be there in every event', 'A0 B5=x', { preset: 'amplitude', steps: AB, hold: ['item'] }, [0, 0]],
  ])('%s: %s', async (_, events, parameters, users) => {
    expect(await usersOf(story(events), parameters)).toEqual(users)
  })
})

describe('ways of counting that no preset is needed for', () => {
  it.each<Case>([
    ['every entry is an attempt', 'A0 A10 B20', { steps: AB, counting: 'totals' }, [2, 2]],
    ['a held value that differs', 'A0=x B5=y', { steps: AB, hold: ['item'] }, [1, 0]],
    ['of the held values the furthest counts', 'A0=x A1=y B5=y', { steps: AB, hold: ['item'] }, [1, 1]],
    ['a funnel of one step', 'A0 A5 B9', { steps: ['A'] }, [1]],
    ['a funnel of one step, every entry', 'A0 A5 B9', { steps: ['A'], counting: 'totals' }, [2]],
  ])('%s: %s', async (_, events, parameters, users) => {
    expect(await usersOf(story(events), parameters)).toEqual(users)
  })

  it('says who is left out, and why', async () => {
    const told = async (events: readonly LogEvent[], parameters: Parameters): Promise<readonly unknown[]> => {
      await duck.load({ name: 'log', events, more: { item: 'string' } })
      const plan = funnel.plan(
        { ...Object.fromEntries(funnel.parameters.map((spec) => [spec.name, spec.default])), ...parameters },
        duck.catalog,
        null,
      )
      const counts: unknown[] = []
      for (const { name, sql } of plan.leftOut ?? [])
        counts.push([name, (await duck.query(`SELECT (${sql})::BIGINT AS n`))[0]!['n']])
      return counts
    }
    expect(
      await told([...story('A0 X5 B9', 'a'), ...story('A0 B9', 'b'), ...story('A0 X5', 'c'), ...story('X1', 'd')], {
        steps: AB,
        exclude: [{ event: 'X' }],
      }),
    ).toEqual([['void-attempts', 2]])
    expect(
      await told([...story('A0 B9', 'a'), ...story('A0=x B9', 'b'), ...story('B9=x', 'c')], {
        steps: AB,
        hold: ['item'],
      }),
    ).toEqual([['no-held-value', 1]])
    expect(await told(story('A0 B9'), { steps: AB })).toEqual([])
  })
})
