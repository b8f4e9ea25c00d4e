import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, isSql } from '../behind'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

function drill({ row, column }: Figure): BehindFigure | null {
  const { batch_id: batch } = row
  if (typeof batch !== 'string' || (column !== 'deliveries' && column !== 'on_time')) return null
  const own = isSql('outcome.batch_key', batch)
  return column === 'deliveries'
    ? { title: `Deliveries of batch ${batch}`, sql: deliveriesSql(own) }
    : { title: `Deliveries of batch ${batch} that came on time`, sql: deliveriesSql(`${own} AND outcome.is_on_time`) }
}

/** The batches themselves, one by one. */
export const batchingBatches: Analysis = batchingAnalysis({
  name: 'batching-batches',
  unit: 'batch',
  lists: 'batches',
  sql,
  definition,
  drill,
  columns: COLUMNS,
})
