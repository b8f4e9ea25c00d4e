import { expect } from 'vitest'
import { truthsOf, type TileOf } from '../truthsOf'

interface Messenger {
  readonly messages: number
  readonly people: number
  readonly threadsOfTwo: number
  readonly quiet: readonly { readonly person: string; readonly before: number; readonly now: number }[]
  readonly bridge: string
  readonly loud: { readonly thread: string; readonly member: string; readonly messages: number; readonly own: number }
}

/** Holds the dashboard of the messenger to what is planted in its sample. */
export function expectMessenger(tileOf: TileOf): void {
  const { messages, people, threadsOfTwo, quiet, bridge, loud } = truthsOf('messenger') as Messenger
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const fallen = new Map(rowsOf('Who goes quiet?').map((row) => [row['person'], row]))
  for (const { person, before, now } of quiet)
    expect(fallen.get(person)).toMatchObject({ sent_before: before, sent_now: now })
  expect(rowsOf('Who holds circles together?')).toEqual([
    expect.objectContaining({ person: bridge, contacts: 6, circles: 2 }),
  ])
  const groups = rowsOf('Which groups are alive, and who does the talking?')
  expect(groups.find((row) => row['thread_id'] === loud.thread)).toMatchObject({
    messages: loud.messages,
    writes_most: loud.member,
    writes_most_pct: expect.closeTo((100 * loud.own) / loud.messages, 9) as unknown,
  })
  const kinds = rowsOf('Are conversations balanced?')
  expect(kinds.reduce((sum, row) => sum + Number(row['threads']), 0)).toBe(threadsOfTwo)
  const scores = rowsOf('Who is most engaged?')
  expect(scores.length).toBeLessThanOrEqual(people)
  const sent = rowsOf('What do people send?').reduce((sum, row) => sum + Number(row['value']), 0)
  expect(sent).toBe(messages)
}
