import { elementAt } from '../../../src-renderer/base/required'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { LatheError } from '../../../src-renderer/model/error'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, tableSql } from '../../../src-renderer/query/sql/literal'
import { nearest } from '../../../src-renderer/query/sql/nearest'
import type { Scope } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { onDatesSql, whereClause } from '../../events/eventsInScope'
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
const SPEND_NAMES = [
  'spend',
  'cost',
  'ad_spend',
  'amount_spent',
  'spend_usd',
  'cost_usd',
  'total_spend',
  'total_cost',
  'total_spend_usd',
  'total_cost_usd',
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

function likely(columns: readonly ColumnSchema[], names: readonly string[]): ColumnSchema | undefined {
  for (const name of names) {
    const column = columns.find((one) => one.name.toLowerCase() === name)
    if (column !== undefined) return column
  }
  return undefined
}

/** The table of spend and its columns: those named, or found by their names. Throws `bad-parameter` and `not-found`. */
export function spendTable(values: ParameterValues, catalog: Catalog, events: readonly ColumnSchema[]): SpendTable {
  const named = textOf(values, 'spend_table')
  const plain = catalog.tables.filter((table) => table.kind === 'table')
  const asked = textOf(values, 'spend_column')
  const candidates =
    named === null
      ? plain.filter(
          (table) =>
            (asked === null ? likely(table.columns, SPEND_NAMES) : table.columns.find((one) => one.name === asked)) !==
            undefined,
        )
      : catalog.tables.filter((table) => table.name === named)
  const names = plain.map((one) => one.name)
  if (named !== null && candidates.length === 0)
    throw new LatheError(
      'not-found',
      `There is no table "${named}"${names.length > 0 ? `; the plain tables are ${names.join(', ')}.` : '; import a file with the spend of each campaign first.'}`,
      { what: 'table', name: named, candidates: nearest(named, names) },
    )
  if (candidates.length === 0)
    refuse(
      'spend_table',
      '',
      'there is no table with a column of spend; import a file with one row for each campaign and what it cost, ' +
        'or name the table and its column',
    )
  if (candidates.length > 1)
    refuse(
      'spend_table',
      '',
      `several tables have a column of spend (${candidates.map((one) => one.name).join(', ')}); name one`,
    )
  const table = elementAt(candidates, 0)
  const spend = asked === null ? likely(table.columns, SPEND_NAMES) : columnNamed(asked, table.columns)
  if (spend === undefined) return refuse('spend_column', '', `say which column of ${table.name} holds the amounts`)
  const channel = textOf(values, 'channel')
  const own = textOf(values, 'spend_campaign')
  const shared = table.columns.filter((one) => events.some((column) => column.name === one.name))
  const campaign =
    own !== null
      ? columnNamed(own, table.columns)
      : ((channel === null ? undefined : table.columns.find((one) => one.name === channel)) ??
        likely(shared, CAMPAIGN_NAMES) ??
        likely(table.columns, CAMPAIGN_NAMES))
  if (campaign === undefined)
    return refuse('spend_campaign', '', `say which column of ${table.name} names the campaign`)
  const touches =
    channel ?? events.find((one) => one.name === campaign.name)?.name ?? likely(events, CAMPAIGN_NAMES)?.name
  if (touches === undefined) return refuse('channel', '', "say which column of the events names a touch's campaign")
  const date = textOf(values, 'spend_date')
  return { table, spend, campaign, channel: touches, date: date === null ? null : columnNamed(date, table.columns) }
}

/** WITH query `spent` (channel, spend): the spend of each campaign between the dates. */
export function spentCte(spend: SpendTable, within: Scope): Cte {
  const campaign = identifier(spend.campaign.name)
  const date =
    spend.date === null
      ? null
      : spend.date.type === 'timestamp'
        ? `local_date(${identifier(spend.date.name)})`
        : `TRY_CAST(${identifier(spend.date.name)} AS DATE)`
  return {
    name: 'spent',
    about: `What each campaign cost${date === null ? ', on all dates' : ''}`,
    sql: `SELECT
  ${channelSql(`${campaign}::VARCHAR`)} AS channel,
  coalesce(sum(TRY_CAST(${identifier(spend.spend.name)} AS DOUBLE)), 0)::DOUBLE AS spend
FROM ${tableSql(spend.table.name)}${whereClause(`${campaign} IS NOT NULL`, date === null ? null : onDatesSql(date, within))}
GROUP BY 1`,
  }
}
