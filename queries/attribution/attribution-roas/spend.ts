import { refuse } from '../../../src-renderer/query/sql/refuse'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, tableSql } from '../../../src-renderer/query/sql/literal'
import type { Scope } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { onDatesSql, whereClause } from '../../events/eventsInScope'
import { likelyColumn, spendAmounts, spendDateSql, spendSql } from '../../events/spend'
import { columnNamed } from '../../../src-renderer/query/sql/condition'
import { channelSql } from '../journeys'
import { textOf } from '../parameters'

const CAMPAIGN_NAMES = [
  'campaign_id',
  'campaign',
  'utm_campaign',
  'campaign_name',
  'adset_id',
  'ad_id',
  'channel',
  'utm_source',
  'source',
]
/** Where the spend of campaigns stands, and which column of touches names the campaign. */
export interface SpendTable {
  readonly table: CatalogTable
  readonly campaign: ColumnSchema
  readonly spend: ColumnSchema
  readonly date: ColumnSchema | null
  /** Of the event table. */
  readonly channel: string
}

/** The table of spend and its columns: those named, or found by their names. Throws `bad-parameter` and `not-found`. */
export function spendTable(values: ParameterValues, catalog: Catalog, events: readonly ColumnSchema[]): SpendTable {
  const { table, spend } = spendAmounts(values, catalog)
  const channel = textOf(values, 'channel')
  const own = textOf(values, 'spend_campaign')
  const shared = table.columns.filter((one) => events.some((column) => column.name === one.name))
  const campaign =
    own !== null
      ? columnNamed(own, table.columns)
      : ((channel === null ? undefined : table.columns.find((one) => one.name === channel)) ??
        likelyColumn(shared, CAMPAIGN_NAMES) ??
        likelyColumn(table.columns, CAMPAIGN_NAMES))
  if (campaign === undefined)
    return refuse('spend_campaign', '', `say which column of ${table.name} names the campaign`)
  const touches =
    channel ?? events.find((one) => one.name === campaign.name)?.name ?? likelyColumn(events, CAMPAIGN_NAMES)?.name
  if (touches === undefined) return refuse('channel', '', "say which column of the events names a touch's campaign")
  const date = textOf(values, 'spend_date')
  return { table, spend, campaign, channel: touches, date: date === null ? null : columnNamed(date, table.columns) }
}

/** WITH query `spent` (channel, spend): the spend of each campaign between the dates. */
export function spentCte(spend: SpendTable, within: Scope): Cte {
  const campaign = identifier(spend.campaign.name)
  const date = spend.date === null ? null : spendDateSql(spend.date)
  return {
    name: 'spent',
    about: `What each campaign cost${date === null ? ', on all dates' : ''}`,
    sql: `SELECT
  ${channelSql(`${campaign}::VARCHAR`)} AS channel,
  coalesce(sum(${spendSql(spend.spend)}), 0)::DOUBLE AS spend
FROM ${tableSql(spend.table.name)}${whereClause(`${campaign} IS NOT NULL`, date === null ? null : onDatesSql(date, within))}
GROUP BY 1`,
  }
}
