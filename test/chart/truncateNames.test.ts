import { expect, it } from 'vitest'
import { textWidth, truncateNames } from '../../src-renderer/chart/textWidth'

const WIDTH = 130

it('cuts names at their ends, and in the middle where they would read the same', () => {
  const names = ['did fact_user_activity (at least 3 times)', 'did fact_user_activity (at least 2 times)', 'short']
  const [three, two, short] = truncateNames(names, WIDTH, 11)
  expect([three, two, short]).toEqual([
    expect.stringMatching(/^did fact.*….*3 times\)$/),
    expect.stringMatching(/^did fact.*….*2 times\)$/),
    'short',
  ])
  expect(truncateNames([...names.slice(0, 1), 'short'], WIDTH, 11)[0]).toMatch(/^did fact_user_act.*…$/)
  for (const name of [three, two]) expect(textWidth(name!, 11)).toBeLessThanOrEqual(WIDTH)
})

it('leaves one name that stands twice, and what has no room for both ends', () => {
  const name = 'did fact_user_activity (at least 3 times)'
  const [one, other] = truncateNames([name, name], WIDTH, 11)
  expect([one === other, one?.endsWith('…')]).toEqual([true, true])
  expect(truncateNames(['aaaa1', 'aaaa2'], 12, 11)).toEqual(['', ''])
})
