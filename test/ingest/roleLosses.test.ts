import { describe, expect, it } from 'vitest'
import { inspect } from '../../src-renderer/ingest/inspect/inspect'
import type { RoleLoss } from '../../src-renderer/ingest/contract'
import { memorySource } from './memorySource'

async function lossesOf(lines: readonly string[], time = 'at'): Promise<readonly RoleLoss[]> {
  const text = ['user_id,event,at,amount', ...lines].join('\n')
  const mapping = { user: 'user_id', event: 'event', time, value: 'amount' }
  return (await inspect(memorySource(text, [], 'log.csv'), { mapping, kind: 'events' })).losses
}
function rows(count: number, line: (index: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, index) => line(index))
}

describe('what a role would lose', () => {
  it('is nothing where all can be read', async () => {
    expect(await lossesOf(rows(40, (index) => `u${index},open,2024-03-01T10:00:${10 + index}Z,${index}`))).toEqual([])
  })

  it('is counted over the sample, with three different values and what they were tried as', async () => {
    const losses = await lossesOf(
      rows(100, (index) =>
        [
          index % 2 ? `u${index}` : '',
          'open',
          index < 5 ? `week ${index % 4}` : index === 5 ? '' : '2024-03-01T10:00:00Z',
          index % 10 ? '' : 'free',
        ].join(','),
      ),
    )
    expect(losses).toEqual([
      { role: 'user', column: 'user_id', unread: 0, empty: 50, rows: 100, values: [], tried: 'text' },
      {
        role: 'time',
        column: 'at',
        unread: 5,
        empty: 1,
        rows: 100,
        values: ['week 0', 'week 1', 'week 2'],
        tried: 'iso',
      },
      { role: 'value', column: 'amount', unread: 10, empty: 0, rows: 100, values: ['free'], tried: 'plain numbers' },
    ])
  })
})
