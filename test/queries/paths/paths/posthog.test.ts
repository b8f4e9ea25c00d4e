import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../../queries/paths/paths'
import type { Asked } from '../../case'
import { NativeDuckdb, type LogEvent } from '../../nativeDuckdb'

/**
 * Events, questions and figures of PostHog's own test of paths (PostHog/posthog, posthog/hogql_queries/insights/paths/
 * test/test_paths_query_runner.py, commit 5d8ab12; MIT), as facts. Those of its test_paths_query_runner_ee.py are in
 * paths.test.ts.
 */
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const BEGIN = '2012-01-14T03:21:34Z'

/** A person's pages (events, where they have no slash), seven minutes apart; ids of one person are one user. */
function person(user: string, steps: string, more: Partial<LogEvent> = {}, from = BEGIN): readonly LogEvent[] {
  return steps
    .split(' ')
    .map((step, index) => ({
      user,
      event: step.startsWith('/') ? '$pageview' : step,
      ts: (Date.parse(from) + index * 7 * 60_000) * 1000,
      ...more,
      more: { page: step.startsWith('/') ? step : null, browser: null, ...more.more },
    }))
}

/** Step, source, target and how often; without the rows in which a path ends, which PostHog does not show. */
async function edgesOf(events: readonly (readonly LogEvent[])[], asked: Asked): Promise<readonly string[]> {
  await db.load({ name: 'log', events: events.flat(), more: { page: 'string', browser: 'string' } })
  return (await db.answer(paths, asked))
    .filter((row) => row['target'] !== '(end)')
    .map((row) => ['step', 'source', 'target', 'transitions'].map((name) => String(row[name])).join(' '))
}

const page = { column: 'page' }

describe("what PostHog's tests say of paths (its test_paths_query_runner.py)", () => {
  const persons = [
    person('fake', '/ /about', {}, '2012-01-01T03:21:34Z'),
    person('person_1', '/ /about', { test: true }),
    person('person_2', '/ /pricing /about'),
    person('person_3', '/pricing /'),
    person('person_4', '/ /pricing'),
  ]
  // Dates by default: its last seven days, so that the first person is left out.
  const week = { ...page, from: '2012-01-08', to: '2012-01-15', include_test: true }

  it('counts transitions by step: test_current_url_paths_and_logic', async () => {
    const edges = await edgesOf(persons, week)
    expect(edges.toSorted()).toEqual(['1 / /about 1', '1 / /pricing 2', '1 /pricing / 1', '2 /pricing /about 1'])
    expect(await edgesOf(persons, { ...week, include_test: false })).toHaveLength(3)
    expect(await edgesOf(persons, { ...week, from: '2012-01-22', to: null })).toEqual([])
    // Here PostHog finds nothing either: its dates begin seven days before now.
    expect(await edgesOf(persons, { ...week, from: null, to: '2012-01-08' })).toEqual(['1 / /about 1'])
  })

  it('takes custom events alone: test_custom_event_paths', async () => {
    const events = [
      person('person_1', 'custom_event_1 custom_event_3 /'),
      person('person_2', 'custom_event_1 custom_event_2 custom_event_3'),
      person('person_3', 'custom_event_2 custom_event_1'),
      person('person_4', 'custom_event_1 custom_event_2'),
    ]
    expect((await edgesOf(events, { hide: ['$pageview'] })).toSorted()).toEqual([
      '1 custom_event_1 custom_event_2 2',
      '1 custom_event_1 custom_event_3 1',
      '1 custom_event_2 custom_event_1 1',
      '2 custom_event_2 custom_event_3 1',
    ])
  })

  it('filters events first: test_paths_properties_filter', async () => {
    const chrome = { more: { browser: 'Chrome' } }
    const events = [
      person('person_1', '/ /about', chrome),
      person('person_2', '/ /pricing /about', chrome),
      person('person_3', '/pricing /'),
      person('person_4', '/ /pricing'),
    ]
    const asked = { ...page, filter: [{ column: 'browser', op: '=', value: 'Chrome' }] }
    expect((await edgesOf(events, asked)).toSorted()).toEqual(['1 / /about 1', '1 / /pricing 1', '2 /pricing /about 1'])
  })

  it('begins at a page: test_paths_start, which takes off slashes at the end; Lathe where a rule says so', async () => {
    const events = [
      person('person_1', '/ /about/'),
      person('person_2', '/ /pricing/ /about'),
      person('person_3', '/pricing / /about/'),
      person('person_4', '/ /pricing/'),
      person('person_5', '/pricing /about /pricing/ /help'),
    ]
    const startAt = (...pages: readonly string[]): Asked => ({
      ...page,
      start_event: { event: null, where: [{ any: pages.map((value) => ({ column: 'page', op: '=', value })) }] },
    })
    const rules = '/about=/about*; /pricing=/pricing*'
    expect((await edgesOf(events, { ...startAt('/pricing', '/pricing/'), rules })).toSorted()).toEqual([
      '1 /pricing / 1',
      '1 /pricing /about 2',
      '2 / /about 1',
      '2 /about /pricing 1',
      '3 /pricing /help 1',
    ])
    expect((await edgesOf(events, { ...startAt('/'), rules })).toSorted()).toEqual([
      '1 / /about 2',
      '1 / /pricing 2',
      '2 /pricing /about 1',
    ])
    // Without rules, pages are what the log says.
    expect((await edgesOf(events, startAt('/pricing'))).toSorted()).toEqual([
      '1 /pricing / 1',
      '1 /pricing /about 1',
      '2 / /about/ 1',
      '2 /about /pricing/ 1',
      '3 /pricing/ /help 1',
    ])
  })

  it('begins anew with each session: test_paths_in_window', async () => {
    const events = ['2020-04-14', '2020-04-15'].map((day) => person('person_1', '/ /about', {}, `${day}T03:25:34Z`))
    expect(await edgesOf(events, { ...page, from: '2020-04-13' })).toEqual(['1 / /about 2'])
  })
})
