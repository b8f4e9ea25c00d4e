import { expect } from 'vitest'
import { truthsOf, type TileOf } from '../truthsOf'

interface Suggested {
  readonly suggestions: number
  readonly requested: number
  readonly accepted: number
  readonly daysOver: number
  readonly sustained: number
}

interface PeopleYouMayKnow {
  readonly suggestions: number
  readonly connections: number
  readonly groups: Readonly<Record<string, Suggested>>
  readonly bridge: number
  readonly blocked: string
  readonly surveys: readonly {
    readonly kind: string
    readonly asked: number
    readonly answered: number
    readonly comfort: number
  }[]
}

/** Holds the dashboard of suggested friends to what is planted in its sample. */
export function expectPeopleYouMayKnow(tileOf: TileOf): void {
  const truth = truthsOf('people-you-may-know') as PeopleYouMayKnow
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const outcomes = rowsOf('Which suggestions become lasting connections?')
  expect(outcomes).toHaveLength(Object.keys(truth.groups).length)
  for (const row of outcomes) {
    const group = truth.groups[`${String(row['account_kind'])} ${String(row['mutual_friends'])}`]!
    const { suggestions, requested, accepted, daysOver, sustained } = group
    expect(row).toMatchObject({
      suggestions,
      requested,
      accepted,
      days_over: daysOver,
      sustained_pct: daysOver === 0 ? null : (expect.closeTo((100 * sustained) / daysOver, 9) as unknown),
    })
  }
  expect(rowsOf('Who holds circles together?')[0]).toMatchObject({ person: String(truth.bridge), is_bridge: true })
  const faults = rowsOf('Was anybody suggested who must not be?')
  expect(faults.find((row) => row['fault'] === 'blocked')).toMatchObject({ suggestions: 1, example: truth.blocked })
  const weeks = rowsOf('Does the network grow, and by suggestions?')
  expect(weeks.reduce((sum, row) => sum + Number(row['connections']), 0)).toBe(truth.connections)
  const repeated = rowsOf('How often is the same person suggested?')
  expect(repeated.reduce((sum, row) => sum + Number(row['pairs']), 0)).toBeLessThanOrEqual(truth.suggestions)
  expect(rowsOf('Are people comfortable with suggestions?')).toMatchObject(
    truth.surveys.map(({ kind, asked, answered, comfort }) => ({
      account_kind: kind,
      asked,
      answered,
      comfort: expect.closeTo(comfort, 9) as unknown,
    })),
  )
}
