import * as v from 'valibot'
import { readJsonAs } from '../../model/readJsonAs'

/** The file of a bundle that says what it holds. */
export const BUNDLE_PATH = 'bundle.json'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const PART = v.strictObject({
  title: v.string(),
  /** Its view as views/NAME.json has it, with its dates written out; asks the question again. */
  view: v.record(v.string(), v.unknown()),
  /** CSV, as `lathe query --format csv` writes it. */
  result: v.string(),
  /** The question as any DuckDB shell takes it. */
  sql: v.string(),
  columns: v.array(v.strictObject({ name: v.string(), type: v.string() })),
  rows: count,
  /** More rows were there. */
  truncated: v.boolean(),
  tables: v.array(v.string()),
})

const BUNDLE = v.strictObject({
  format: v.literal(1),
  lathe: v.string(),
  madeAt: v.string(),
  workspace: v.string(),
  timezone: v.string(),
  weekStart: count,
  sources: v.array(
    v.strictObject({
      name: v.string(),
      table: v.string(),
      rows: count,
      bytes: v.nullable(count),
      crc32: v.nullable(v.string()),
      importedAt: v.string(),
    }),
  ),
  parts: v.array(PART),
  /** What was asked for and had no answer. */
  problems: v.array(v.strictObject({ title: v.string(), problem: v.string() })),
  /** SHA-256 of every other file, by its path. */
  files: v.record(v.string(), v.string()),
})

/** What a bundle says of itself. */
export type Bundle = Readonly<v.InferOutput<typeof BUNDLE>>
export type BundlePart = Readonly<v.InferOutput<typeof PART>>
/** A bundle with its files, by their paths. */
export interface OpenedBundle {
  readonly bundle: Bundle
  readonly files: ReadonlyMap<string, string>
}

/** Throws `bad-file` with line and column. */
export function readBundleText(text: string): Bundle {
  return readJsonAs(BUNDLE, text, BUNDLE_PATH, 'It is an object.').value
}
