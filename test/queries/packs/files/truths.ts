import { expect } from 'vitest'
import type { PackBed } from '../bed'
import { truthsOf, type TileOf } from '../truthsOf'

interface Lists {
  readonly lists: number
  readonly clicked: number
  readonly mrr: number
}

interface Files {
  readonly opened: number
  readonly shares: number
  readonly holding: number
  readonly better: { readonly week: string; readonly before: Lists; readonly since: Lists }
  readonly poor: string
  readonly hidden: { readonly file: string; readonly user: string }
  readonly faults: { readonly notThere: string; readonly notNewest: string }
}

/** Holds the dashboard of files to what is planted in its sample. */
export async function expectFiles(tileOf: TileOf, bed: PackBed): Promise<void> {
  const { opened, shares, holding, better, poor, hidden, faults } = truthsOf('files') as Files
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const sum = (rows: readonly Readonly<Record<string, unknown>>[], column: string) =>
    rows.reduce((all, row) => all + Number(row[column]), 0)
  const weeks = rowsOf('Does quick access find what people need?')
  const at = weeks.findIndex((row) => row['week'] === better.week)
  for (const [row, { lists, clicked, mrr }] of [
    [weeks[at - 1], better.before],
    [weeks[at], better.since],
  ] as const)
    expect(row).toMatchObject({
      lists,
      click_pct: expect.closeTo((100 * clicked) / lists, 9) as unknown,
      mrr: expect.closeTo(mrr, 9) as unknown,
    })
  expect(sum(rowsOf('How do people get to their files?'), 'opened')).toBe(opened)
  const kinds = rowsOf('For which files and devices is it right?')
  expect(kinds.filter((row) => row['file_type'] === poor && row['clicked'] !== 0)).toEqual([])
  const states = rowsOf('Which shares hold, which ran out?')
  expect([sum(states, 'shares'), sum(states, 'holding')]).toEqual([shares, holding])
  expect(rowsOf('Do files and versions hold together?').map((row) => row['example'])).toEqual([
    faults.notThere,
    null,
    faults.notNewest,
    null,
  ])
  expect((await bed.query('access', { user: hidden.user, file: hidden.file })).rows()).toEqual([
    {
      user_id: hidden.user,
      file_name: hidden.file,
      way_count: 1,
      ways: 'share of a folder with a group',
      permission: 'comment',
    },
  ])
}
