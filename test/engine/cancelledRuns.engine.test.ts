import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { EMPTY_MODEL, type DataModel } from '../../src-renderer/model/dataModel'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { Session } from '../../src-renderer/query/session/session'
import { importRows, makeWorkspace } from '../query/smallLog'
import { runs } from '../runs'
import { StoppedEngine } from './stoppedEngine'

const engine = new StoppedEngine(nodeAssets())
afterAll(() => {
  engine.close()
})

/** Files of other columns and events, so that parts are widened, made anew and given further events. */
async function severalFiles() {
  const workspace = await makeWorkspace()
  const columns = ['user', 'event', 'time', 'colour']
  const more = [
    ['cyd', 'again', '2024-01-01T09:00:00Z', 'red'],
    ['ann', 'pay', '2024-01-02T09:00:00Z', 'blue'],
  ]
  await importRows(workspace, 'more.csv', more, { table: 'log', types: { colour: 'string' } }, columns)
  return workspace
}

const MODEL: DataModel = {
  ...EMPTY_MODEL,
  columns: [{ table: 'log', name: 'double_seats', sql: 'seats * 2', type: 'integer', about: '' }],
}
const QUESTIONS = [
  { sql: 'SELECT count(*)::INTEGER AS n FROM log' },
  { sql: 'SELECT event, count(*)::INTEGER AS n FROM log GROUP BY event' },
  { sql: 'SELECT user_id, colour, _line FROM log' },
  {
    sql: "SELECT event, seats, plan FROM log WHERE local_date(ts) BETWEEN '2024-01-02' AND '2024-01-03'",
    range: { from: '2024-01-02', to: '2024-01-03' },
  },
  { sql: 'SELECT user_id FROM users' },
  { sql: 'SELECT DISTINCT local_date(ts)::VARCHAR AS day FROM log', timezone: 'Pacific/Auckland' },
  { sql: 'SELECT DISTINCT local_date(ts)::VARCHAR AS day FROM log', timezone: 'UTC' },
  { sql: 'SELECT event, double_seats FROM model.log', model: MODEL },
  { sql: 'SELECT event, is_test FROM log JOIN users USING (user_key)' },
] as const

type Question = (typeof QUESTIONS)[number]

async function answer(session: Session, question: Question, signal?: AbortSignal): Promise<readonly string[]> {
  const { ipc } = await session.run(question, signal === undefined ? {} : { signal })
  return readArrowResult(ipc)
    .rows()
    .map((row) => JSON.stringify(row))
    .toSorted()
}

it('leaves every later answer as it is, whenever a run is cancelled', async () => {
  const workspace = await severalFiles()
  const expected = new Map<Question, readonly string[]>()
  for (const question of QUESTIONS) expected.set(question, await answer(new Session(workspace, engine), question))
  const any = fc.constantFrom(...QUESTIONS)
  await fc.assert(
    fc.asyncProperty(
      fc.array(any, { maxLength: 2 }),
      fc.array(fc.tuple(any, fc.integer({ min: 1, max: 24 })), { minLength: 1, maxLength: 3 }),
      fc.array(any, { minLength: 1, maxLength: 2 }),
      async (before, cancelled, after) => {
        const session = new Session(workspace, engine)
        for (const question of before) expect(await answer(session, question)).toEqual(expected.get(question))
        for (const [question, calls] of cancelled) {
          const controller = new AbortController()
          engine.stopAfter(calls, () => {
            controller.abort()
          })
          await answer(session, question, controller.signal).catch((error: unknown) => {
            expect(error).toHaveProperty('name', 'AbortError')
          })
        }
        engine.stopAfter(Infinity, () => undefined)
        for (const question of after) expect(await answer(session, question)).toEqual(expected.get(question))
      },
    ),
    { numRuns: runs(40) },
  )
})

it('leaves the engine to another workspace whole, whenever its session is ended', async () => {
  const [one, other] = [await makeWorkspace(), await severalFiles()]
  const expected = new Map<Question, readonly string[]>()
  for (const question of QUESTIONS) expected.set(question, await answer(new Session(other, engine), question))
  const ofOne = QUESTIONS.filter(({ sql }) => !sql.includes('colour'))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ofOne),
      fc.integer({ min: 1, max: 24 }),
      fc.constantFrom(...QUESTIONS),
      async (question, calls, after) => {
        await engine.clear()
        const session = new Session(one, engine)
        const ended = new Promise<void>((resolve) => {
          engine.stopAfter(calls, () => {
            void session.end().then(resolve)
          })
        })
        const asked = [answer(session, question), answer(session, question), answer(session, QUESTIONS[0])]
        const answers = Promise.allSettled(asked)
        await Promise.race([ended, answers])
        engine.stopAfter(Infinity, () => undefined)
        await session.end()
        await engine.clear()
        const next = new Session(other, engine)
        expect(await answer(next, after)).toEqual(expected.get(after))
        for (const answered of await answers)
          if (answered.status === 'rejected') expect(answered.reason).toHaveProperty('name', 'AbortError')
        await expect(answer(session, question)).rejects.toHaveProperty('name', 'AbortError')
      },
    ),
    { numRuns: runs(20) },
  )
})
