import { addDays } from '../../../src-renderer/model/isoDate'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { scope } from '../../../src-renderer/query/sql/source'
import { readAround, type Around } from '../../events/aroundDate'

/** The date and its days, and the values with these, by day. Throws what readAround() throws. */
export function withDaysAround(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): { readonly around: Around; readonly dated: ParameterValues } {
  const around = readAround(values, scope(values, catalog, source), 'date')
  const { date, days } = around
  return {
    around,
    dated: { ...values, interval: 'day', date, days, from: addDays(date, -days), to: addDays(date, days - 1) },
  }
}
