/** What is expected of each row of a file, by the file's own columns; a row that is otherwise is rejected. */
export interface RowRules {
  /** The events that there are; all others are unknown. Absent: any. */
  readonly events?: readonly string[] | undefined
  /** Columns in which no row is empty. */
  readonly required?: readonly string[] | undefined
  /** By event, columns in which no row of it is empty. */
  readonly requiredOf?: Readonly<Record<string, readonly string[]>> | undefined
  /** The values that there are of a column; an empty one is not held against a row. */
  readonly values?: Readonly<Record<string, readonly string[]>> | undefined
  /** Columns whose numbers lie between two, both included; an empty one is not held against a row. */
  readonly ranges?:
    | Readonly<Record<string, { readonly min?: number | undefined; readonly max?: number | undefined }>>
    | undefined
}

/** Rules by the names that those who made them know, for files that may call columns otherwise. */
export interface ExpectedRows {
  /** Whose they are, for messages: `newsfeed`. */
  readonly of: string
  readonly rules: RowRules
  /** What else a column may be called. */
  readonly synonyms: Readonly<Record<string, readonly string[]>>
  /** A file must have every column that they name, not only those that no row may lack. */
  readonly needsAll?: boolean
}
