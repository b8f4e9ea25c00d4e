import { expect, it } from 'vitest'
import { panels } from '../../queries/index'
import { firstPanel } from '../../src-renderer/shell/firstPanel'

it('shows a log of events in the first panel, whatever other tables there are', () => {
  expect(
    firstPanel(
      [
        { name: 'deliveries', kind: 'table' },
        { name: 'shop', kind: 'events' },
      ],
      panels,
    ),
  ).toBe('overview')
})

it('shows plain tables in the panel that asks for one of them by name', () => {
  expect(firstPanel([{ name: 'deliveries', kind: 'table' }], panels)).toBe('batching')
})

it('shows plain tables that no panel asks for as tables, and an empty workspace in the first panel', () => {
  expect(firstPanel([{ name: 'prices', kind: 'table' }], panels)).toBe('tables')
  expect(firstPanel([], panels)).toBe('overview')
})
