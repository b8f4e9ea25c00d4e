import { LatheError } from '../../model/error'

/** What another engine's SQL has nothing for; `what` names it as it is written. */
export function untranslatable(what: string): LatheError<'unsupported'> {
  return new LatheError(
    'unsupported',
    `This SQL cannot be written for Trino: ${what}. Copy it for DuckDB, which also reads Parquet from a lake.`,
    { feature: `trino: ${what}` },
  )
}
