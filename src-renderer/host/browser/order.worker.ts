import type { ResultValue } from '../../query/contract/result'
import { orderOfValues } from '../../query/session/orderOfValues'
import type { OrderCall } from './orderWorker'

/** Puts a column's values in order, which come in pieces; answers once, with the numbers of their rows. */
let values: ResultValue[] = []

self.onmessage = ({ data }: MessageEvent<OrderCall>) => {
  if ('values' in data) {
    for (const value of data.values) values.push(value)
    return
  }
  const rows = orderOfValues(values, data.descending)
  values = []
  self.postMessage(rows, { transfer: [rows.buffer] })
}
