/** What is expected of each row of a file, by the file's own columns; a row that is otherwise is rejected. */
export interface RowRules {
  /** The events that there are; all others are unknown. Absent: any. */
  readonly events?: readonly string[] | undefined
  /** Columns in which no row is empty. */
  readonly required?: readonly string[] | undefined
  /** Columns whose numbers lie between two, both included; an empty one is not held against a row. */
  readonly ranges?:
    | Readonly<Record<string, { readonly min?: number | undefined; readonly max?: number | undefined }>>
    | undefined
}
