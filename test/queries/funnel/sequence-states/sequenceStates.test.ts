import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sequenceStates } from '../../../../queries/funnel/sequence-states'
import { EMPTY_MODEL, type CustomEvent } from '../../../../src-renderer/model/dataModel'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { Asked } from '../../case'
import { kernelAnswer } from '../../kernelAnswer'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const on = (user: string, event: string, day: number, hour = 12): LogEvent => ({
  user,
  event,
  ts: Date.UTC(2024, 2, day, hour) * 1000,
})
const told = (rows: readonly Row[]): readonly unknown[] =>
  rows.map(({ source, target, users, pct }) => [source, target, users, Math.round(Number(pct))])
const sequence = (name: string, steps: readonly string[], window: string): CustomEvent => ({
  name,
  any: [],
  sequence: { steps, window, order: 'ordered' },
  label: '',
  about: '',
  isHidden: false,
})

const EVENTS: readonly LogEvent[] = [
  // ann completes on her second try, bob came too late, cat has time left, dan left before step 2, eva never began.
  on('ann', 'signup', 1),
  on('ann', 'signup', 9),
  on('ann', 'profile', 10),
  on('ann', 'post', 11),
  on('bob', 'signup', 1),
  on('bob', 'profile', 2),
  on('bob', 'post', 9),
  on('cat', 'signup', 17),
  on('cat', 'profile', 18),
  on('dan', 'signup', 3),
  on('eva', 'profile', 4),
  on('eva', 'post', 20),
]
const ASKED = { steps: ['signup', 'profile', 'post'], window: '7 days' }
const EXPECTED = [
  ['(start)', '1. signup', 4, 100],
  ['1. signup', '2. profile', 3, 75],
  ['1. signup', '(left)', 1, 25],
  ['2. profile', '3. post', 1, 33],
  ['2. profile', '(left)', 1, 33],
  ['2. profile', '(open)', 1, 33],
]

async function charts(asked: Asked) {
  const rows = await db.answer(sequenceStates, asked)
  return sequenceStates.charts!(tableOf(sequenceStates, rows), readParameters(sequenceStates.parameters, asked))
}

/** What the kernel answers. */
async function passed(asked: Asked): Promise<readonly Row[]> {
  const plan = sequenceStates.plan(readParameters(sequenceStates.parameters, asked), db.catalog, null)
  return (await kernelAnswer(db, sequenceStates, plan, plan.sequence!)).rows()
}

describe('states of a sequence', () => {
  beforeAll(() => db.load({ name: 'log', events: EVENTS }))

  it('by hand: a second try, too late, time left, and a window to its end', async () => {
    expect(told(await db.answer(sequenceStates, ASKED))).toEqual(EXPECTED)
    // bob's post comes 8 days after his signup, to the hour.
    const later = told(await db.answer(sequenceStates, { ...ASKED, window: '8 days' }))
    expect(later).toContainEqual(['2. profile', '3. post', 2, 67])
    const unlimited = told(await db.answer(sequenceStates, { ...ASKED, window: 'none' }))
    expect(unlimited).toContainEqual(['1. signup', '(open)', 1, 25])
    expect(told(await db.answer(sequenceStates, { ...ASKED, as_of: '2024-03-31' }))).toContainEqual([
      '2. profile',
      '(left)',
      2,
      67,
    ])
  })

  it('counts tries that begin on the dates, and in strict order what follows at once', async () => {
    expect(told(await db.answer(sequenceStates, { ...ASKED, to: '2024-03-08' })).slice(0, 2)).toEqual([
      ['(start)', '1. signup', 3, 100],
      ['1. signup', '2. profile', 1, 33],
    ])
    const strict = { steps: ['signup', 'post'], window: 'none', order: 'strict' }
    expect(told(await db.answer(sequenceStates, strict))).toEqual([
      ['(start)', '1. signup', 4, 100],
      ['1. signup', '(open)', 4, 100],
    ])
  })

  it('draws states, with ends that are none and shares on the arrows, and the matrix', async () => {
    const [states, matrix] = await charts(ASKED)
    if (states?.kind !== 'states' || matrix?.kind !== 'heatmap') throw new Error('no states, or no matrix')
    expect(states.summary).toBe('1 of 4 users (25.0 %) came to the last state; 1 has time left.')
    expect(states.states.map(({ label, size, tone }) => [label, size, tone])).toEqual([
      ['(start)', 4, 'quiet'],
      ['1. signup', 4, undefined],
      ['2. profile', 3, undefined],
      ['3. post', 1, undefined],
      ['(left)', 2, 'quiet'],
      ['(open)', 1, 'quiet'],
    ])
    expect(states.arrows.map(({ source, target, value }) => [source, target, value])).toEqual([
      [0, 1, 4],
      [1, 2, 3],
      [1, 4, 1],
      [2, 3, 1],
      [2, 4, 1],
      [2, 5, 1],
    ])
    expect(matrix.rows.map(({ label }) => label)).toEqual(['(start)', '1. signup', '2. profile'])
  })

  it("takes the model's first sequence, or the one that is named, and says what is missing", async () => {
    const empty = db.catalog
    await expect(db.answer(sequenceStates, {})).rejects.toThrow('the model has no sequence; say two steps or more')
    await expect(db.answer(sequenceStates, { ...ASKED, order: 'any' })).rejects.toThrow('states follow one another')
    await expect(db.answer(sequenceStates, { steps: ['signup'] })).rejects.toThrow('between 2 and 12 steps')
    db.catalog = {
      ...empty,
      model: {
        ...EMPTY_MODEL,
        events: [
          sequence('onboarded', ['signup', 'profile', 'post'], '7 days'),
          sequence('known', ['signup', 'profile'], '1 day'),
        ],
      },
    }
    try {
      expect(told(await db.answer(sequenceStates, {}))).toEqual(EXPECTED)
      expect(told(await passed({}))).toEqual(EXPECTED)
      // What is named stands before steps that are said.
      expect(told(await db.answer(sequenceStates, { ...ASKED, sequence: 'known' }))[1]).toEqual([
        '1. signup',
        '2. profile',
        3,
        75,
      ])
      await expect(db.answer(sequenceStates, { sequence: 'signup' })).rejects.toThrow('no sequence of that name')
    } finally {
      db.catalog = empty
    }
  })
})
