/** What columns are called that say when a row was received, in small letters. */
const NAMES = new Set([
  ...['received_at', 'received_time', 'received_timestamp', 'receive_time', 'server_time', 'server_timestamp'],
  ...['server_received_at', 'server_received_time', 'server_upload_time', 'ingested_at', 'ingest_time'],
  ...['ingestion_time', 'arrived_at', 'arrival_time', 'collector_tstamp', 'receivedat', 'servertime'],
])

/** The column that says when a row was received; null where none is called so. */
export function receivedColumn(names: readonly string[]): string | null {
  return names.find((name) => NAMES.has(name.toLowerCase())) ?? null
}
