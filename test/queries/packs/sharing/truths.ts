import { expect } from 'vitest'
import { truthsOf, type TileOf } from '../truthsOf'

interface Sharing {
  readonly posts: number
  readonly originals: number
  readonly hit: { readonly post: string; readonly shares: number; readonly depth: number }
  readonly superSharer: { readonly user: string; readonly shares: number }
  readonly launch: { readonly stories: { readonly before: number; readonly since: number } }
  readonly moved: Readonly<Record<string, number>>
  readonly travels: string
}

/** Holds the dashboard of sharing to what is planted in its sample. */
export function expectSharing(tileOf: TileOf): void {
  const { posts, originals, hit, superSharer, launch, moved, travels } = truthsOf('sharing') as Sharing
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  expect(rowsOf('What does sharing add to an original?')[0]).toMatchObject({
    original: hit.post,
    shares: hit.shares,
    depth: hit.depth,
  })
  const depths = rowsOf('How far do shares go, and does engagement fade?')
  expect(depths[0]).toMatchObject({ depth: 0, posts: originals })
  // Two posts lead back into one another and have no depth.
  expect(depths.reduce((sum, row) => sum + Number(row['posts']), 0)).toBe(posts - 2)
  expect(rowsOf('Who spreads most?')[0]).toMatchObject({ sharer: superSharer.user, shares: superSharer.shares })
  const faults = rowsOf('Do the shares of the table hold together?')
  expect(faults.map((row) => row['posts'])).toEqual([1, 2, 1, 0, 0, 1])
  const stories = rowsOf('What did the launch of reels do to the rest?').find((row) => row['feature'] === 'stories')
  expect(stories).toMatchObject({
    minutes_before: expect.closeTo(launch.stories.before, 6) as unknown,
    minutes_since: expect.closeTo(launch.stories.since, 6) as unknown,
  })
  const elsewhere = rowsOf('Who has moved, and who travels?')
  expect(elsewhere.map((row) => [row['user_id'], row['state'], row['weeks_there']])).toEqual([
    ...Object.entries(moved).map(([user, weeks]) => [user, 'moved', weeks]),
    [travels, 'travel', 1],
  ])
}
