import { expect, it } from 'vitest'
import { analyses } from '../../queries/index'
import { firstPanel } from '../../src-renderer/shell/firstPanel'

it('shows a log of events in the first panel, whatever other tables there are', () => {
  expect(
    firstPanel(
      [
        { name: 'deliveries', kind: 'table' },
        { name: 'shop', kind: 'events' },
      ],
      analyses,
    ),
  ).toBe('active-users')
})

it('shows plain tables in the panel that asks for one of them by name', () => {
  expect(firstPanel([{ name: 'deliveries', kind: 'table' }], analyses)).toBe('batching')
})

it('shows plain tables that no panel asks for as tables, and an empty workspace in the first panel', () => {
  expect(firstPanel([{ name: 'prices', kind: 'table' }], analyses)).toBe('tables')
  expect(firstPanel([], analyses)).toBe('active-users')
})
