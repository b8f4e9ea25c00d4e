import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { DataNeed } from '../../src-renderer/query/contract/dataNeed'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import { columnNamed } from '../../src-renderer/query/sql/condition'

/** Names that columns of channels commonly have, the likeliest first. */
const CHANNEL_NAMES: readonly string[] = [
  'channel',
  'utm_source',
  'traffic_source',
  'acquisition_channel',
  'marketing_channel',
  'source',
  'medium',
  'utm_medium',
  'campaign',
  'utm_campaign',
  'campaign_id',
]

/** What analyses of touches cannot do without. */
export const NEEDS_CHANNEL: DataNeed = { what: 'a column of channels', of: 'events', columns: [CHANNEL_NAMES] }

/** The column of the channels: the one named, or the first that is called like one. Throws `not-found` and `bad-parameter`. */
export function channelColumn(columns: readonly ColumnSchema[], name: string | null): ColumnSchema {
  if (name !== null) return columnNamed(name, columns)
  for (const likely of CHANNEL_NAMES) {
    const column = columns.find(
      (one) => one.name.toLowerCase() === likely || one.name.toLowerCase().endsWith(`.${likely}`),
    )
    if (column !== undefined) return column
  }
  throw badParameter('channel', '', ': say which column holds the channel or campaign of a touch.')
}
