import { expect } from 'vitest'
import { truthsOf, type TileOf } from '../truthsOf'

interface Transfers {
  readonly attempts: number
  readonly succeeded: number
}

interface PhotoUpload extends Transfers {
  readonly errors: number
  readonly networks: Readonly<Record<string, Transfers>>
}

/** Holds the dashboard of photo uploads to what is planted in its sample. */
export function expectPhotoUpload(tileOf: TileOf): void {
  const { attempts, succeeded, errors, networks } = truthsOf('photo-upload') as PhotoUpload
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const steps = rowsOf('How many of them saw an error?')
  expect([steps[0]?.['reached'], steps.at(-1)?.['reached']]).toEqual([attempts, succeeded])
  const byNetwork = rowsOf('Do uploads succeed on every network?')
  for (const [network, truth] of Object.entries(networks)) {
    const own = byNetwork.filter((row) => row['network'] === network)
    const sum = (column: string) => own.reduce((all, row) => all + Number(row[column]), 0)
    expect({ attempts: sum('attempts'), succeeded: sum('succeeded') }, network).toEqual(truth)
  }
  expect(byNetwork.slice(0, 2).map((row) => row['network'])).toEqual(['3g', '3g'])
  const kinds = rowsOf('Which errors happen where?')
  expect(kinds.reduce((all, row) => all + Number(row['errors']), 0)).toBe(errors)
  expect(kinds[0]).toMatchObject({ at_step: 'upload_started', error: 'network_timeout' })
  const first = rowsOf('Do retries help?')[0]
  expect(Number(first?.['success_pct'])).toBeGreaterThan(80)
}
