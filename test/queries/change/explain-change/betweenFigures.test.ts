import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeQuestion } from '../../../../src-renderer/query/analysis/changeQuestion'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { isLatheError } from '../../../../src-renderer/model/error'
import type { ParameterValues } from '../../../../src-renderer/query/contract/parameter'
import { answerOf } from '../../answer'
import { analyses, caseOf } from '../../cases'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'
import { askCase } from '../../questions'

/** The question that two figures of an answer open is of these figures, and divides what lies between without a rest. */
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const explainChange = analyses.find(({ name }) => name === 'explain-change')!
/** Figures of which other figures of the same dates are changes, besides those of dates. */
const WITH_GROUPS = ['trends', 'active-users-slices', 'entities']

describe.each(analyses.filter((one) => one.changeSide !== undefined))('two figures of $name', (analysis) => {
  it('are before and after of the question they open', async () => {
    const own = caseOf(analysis)
    const held = { dates: 0, groups: 0 }
    await askCase(
      db,
      own,
      { logs: 6, choices: 10 },
      async (_choice, _log, asked) => {
        const values = readParameters(analysis.parameters, asked)
        const answer = await answerOf(db, analysis, asked)
        const rows = answer.rowCount
        const pairs = [
          [0, rows - 1],
          [1, 2],
          [0, 1],
          [3, 2],
        ].filter((pair) => pair.every((row) => row >= 0 && row < rows))
        for (const [from = 0, to = 0] of pairs)
          for (const { name: column } of answer.columns) {
            const figures = { before: { row: answer.row(from), column }, after: { row: answer.row(to), column } }
            const found = changeQuestion(analysis, explainChange.parameters, figures, {
              ...{ values, catalog: db.catalog, source: null },
            })
            if ('why' in found) {
              expect(found.why).not.toBe('')
              continue
            }
            const { question } = found
            const explained = await answerOf(db, explainChange, { ...question, columns: [] }).catch(
              (error: unknown) => {
                // A median of a whole is not made of those of its parts: that is said, and not divided.
                if (isLatheError(error, 'bad-parameter')) return null
                throw error
              },
            )
            const whole = explained?.rows().find((row) => row['column'] === '(all)')
            if (whole === undefined) continue
            const text = JSON.stringify([asked, question, column, from, to])
            const pointed = [answer.value(from, column), answer.value(to, column)].map((value) => Number(value ?? 0))
            const told = [Number(whole['before']), Number(whole['after'])]
            const isTurned =
              figures.before.row['date'] !== figures.after.row['date'] &&
              String(figures.before.row['date']) > String(figures.after.row['date'])
            const expected = isTurned ? pointed.toReversed() : pointed
            for (const [at, value] of told.entries()) expect(value, text).toBeCloseTo(expected[at]!, 6)
            held[figures.before.row['date'] === figures.after.row['date'] ? 'groups' : 'dates'] += 1
          }
      },
      () => held.dates + held.groups > 20 && (!WITH_GROUPS.includes(analysis.name) || held.groups > 2),
    )
    expect(held.dates + held.groups).toBeGreaterThan(0)
    if (WITH_GROUPS.includes(analysis.name)) expect(held.groups).toBeGreaterThan(0)
  })
})

const DAYS = ['2024-03-04', '2024-03-05', '2024-03-06', '2024-03-07']
const visit = (user: string, day: string, plan: string): LogEvent => ({
  ...{ user, event: 'visit', ts: `${day}T12:00:00Z`, more: { plan } },
})
/** What explain-change says of the question between two cells of an answer to `choices`; or why there is none. */
async function ask(choices: ParameterValues, before: Row, after: Row, column = 'dau'): Promise<unknown> {
  const analysis = analyses.find(({ name }) => name === 'active-users')!
  const values = readParameters(analysis.parameters, choices)
  const figures = { before: { row: before, column }, after: { row: after, column } } as Parameters<
    typeof changeQuestion
  >[2]
  const asked = { values, catalog: db.catalog, source: null }
  const found = changeQuestion(analysis, explainChange.parameters, figures, asked)
  if ('why' in found) return found.why
  const [whole] = await db.answer(explainChange, { ...found.question, columns: [] })
  return [whole!['before'], whole!['after']]
}

const [, SECOND, THIRD, LAST] = DAYS.map((date) => ({ date }))
const SHOWN = { from: DAYS[2]!, to: DAYS[3]! }
async function load(): Promise<void> {
  await db.load({
    name: 'log',
    events: [
      ...['a', 'b', 'c'].map((user) => visit(user, DAYS[0]!, 'free')),
      visit('a', DAYS[1]!, 'pro'),
      ...['a', 'b'].map((user) => visit(user, DAYS[2]!, 'pro')),
      ...['a', 'b', 'c', 'd'].map((user) => visit(user, DAYS[3]!, user === 'd' ? 'free' : 'pro')),
    ],
    more: { plan: 'string' },
  })
}

it('is also of the sides of a comparison', async () => {
  await load()
  const [now, before] = [{ compared: 'current' }, { compared: 'previous period' }]
  const values = { ...SHOWN, compare: 'previous-period' }
  expect(await ask(values, { ...now, ...LAST }, { ...before, ...SECOND })).toEqual([1, 4])

  db.catalog = { ...db.catalog, segments: [{ name: 'ab', about: '', rule: { users: ['a', 'b'] } }] }
  const [ab, others] = [{ compared: 'ab' }, { compared: 'everyone else' }]
  const apart = { ...SHOWN, segment: 'ab', compare: 'everyone-else' }
  expect(await ask(apart, { ...ab, ...LAST }, { ...others, ...LAST })).toEqual([2, 2])
  expect(await ask(apart, { ...ab, ...THIRD }, { ...ab, ...LAST })).toEqual([2, 2])
  expect(await ask(apart, { ...ab, ...THIRD }, { ...others, ...LAST })).toMatch(/other dates and of other users/)
  expect(await ask(apart, { ...others, ...THIRD }, { ...others, ...LAST })).toMatch(/no segment with a name/)
})

it('is also of the parts of a breakdown, and says where figures are none', async () => {
  await load()
  const [pro, free] = [{ plan: 'pro' }, { plan: 'free' }]
  const each = { ...SHOWN, breakdown: ['plan'], breakdown_users: 'each-value' }
  expect(await ask(each, { ...pro, ...THIRD }, { ...pro, ...LAST })).toEqual([2, 3])
  expect(await ask(each, { ...free, ...LAST }, { ...pro, ...LAST })).toEqual([1, 3])
  expect(await ask(each, { plan: 'Other', ...LAST }, { ...pro, ...LAST })).toMatch(/several values/)
  expect(await ask({ ...each, breakdown_users: 'one' }, { ...pro, ...THIRD }, { ...pro, ...LAST })).toMatch(
    /let users stand under each value/,
  )
  expect(await ask(SHOWN, THIRD!, LAST!, 'stickiness')).toMatch(/is no number of users/)
  expect(await ask(SHOWN, LAST!, LAST!)).toBe('both are the same figure')
})
