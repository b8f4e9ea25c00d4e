import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, isSql } from '../behind'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

function drill({ row, column }: Figure): BehindFigure | null {
  const { delivery_id: delivery, batch_id: batch } = row
  if (delivery === undefined) return null
  if (column !== 'batch_id' || batch === null)
    return { title: `Delivery ${String(delivery)}`, sql: deliveriesSql(isSql('outcome.delivery_key', delivery)) }
  return { title: `Deliveries of batch ${String(batch)}`, sql: deliveriesSql(isSql('outcome.batch_key', batch)) }
}

/** The deliveries themselves, one by one. */
export const batchingDeliveries: Analysis = batchingAnalysis({
  name: 'batching-deliveries',
  unit: 'delivery',
  lists: 'deliveries',
  sql,
  definition,
  drill,
  columns: COLUMNS,
})
