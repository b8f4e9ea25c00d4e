import { LatheError } from '../../src-renderer/model/error'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import { nearest } from '../../src-renderer/query/nearest'

/** Names that columns of channels commonly have, the likeliest first. */
const CHANNEL_NAMES = ['channel', 'utm_source', 'traffic_source', 'acquisition_channel', 'marketing_channel', 'source', 'medium', 'utm_medium', 'campaign', 'utm_campaign', 'campaign_id']

/** A column by name. Throws `not-found`. */
export function columnNamed(columns: readonly ColumnSchema[], name: string): ColumnSchema {
  const column = columns.find((one) => one.name === name)
  if (column !== undefined) return column
  const names = columns.map((one) => one.name)
  const candidates = nearest(name, names)
  throw new LatheError('not-found', `There is no column "${name}"${candidates.length > 0 ? `; did you mean ${candidates.join(' or ')}?` : `. The columns are ${names.join(', ')}.`}`,
    { what: 'column', name, candidates })
}

/** The column of the channels: the one named, or the first that is called like one. Throws `not-found` and `bad-parameter`. */
export function channelColumn(columns: readonly ColumnSchema[], name: string | null): ColumnSchema {
  if (name !== null) return columnNamed(columns, name)
  for (const likely of CHANNEL_NAMES) {
    const column = columns.find((one) => one.name.toLowerCase() === likely || one.name.toLowerCase().endsWith(`.${likely}`))
    if (column !== undefined) return column
  }
  throw new LatheError('bad-parameter', 'channel: say which column holds the channel or campaign of a touch.', { parameter: 'channel', value: '' })
}
