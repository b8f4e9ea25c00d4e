import * as v from 'valibot'
import { isLatheError } from '../../model/error'
import { readJsonAs } from '../../model/readJsonAs'
import type { FileStore } from '../../store/files'

/** How many days of which log stay. */
const RETENTION_PATH = 'retention.json'

const RULE = v.object({
  /** The last so many days of the log stay; they end with its newest event. */
  keepDays: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** By what days are counted before they go, besides the event; null keeps no counts. */
  rollUp: v.nullable(v.array(v.string())),
  /** Somebody has seen what goes and wants it so; until then nothing does. */
  isConfirmed: v.boolean(),
})
const RULES = v.object({ logs: v.record(v.string(), RULE) })

/** What stays of a log after each import. */
export type RetentionRule = Readonly<v.InferOutput<typeof RULE>>

/** By the log's name; none where there is no file. Throws `bad-file` with line and column. */
export async function readRetention(files: FileStore): Promise<Readonly<Record<string, RetentionRule>>> {
  try {
    const text = new TextDecoder().decode(await files.read(RETENTION_PATH))
    return readJsonAs(RULES, text, RETENTION_PATH, 'It is an object with "logs".').value.logs
  } catch (error) {
    if (isLatheError(error, 'not-found')) return {}
    throw error
  }
}

/** Gives a log a rule, or takes it away (null). Throws `bad-file` for a file that cannot be read, and `store-write`. */
export async function setRetention(files: FileStore, log: string, rule: RetentionRule | null): Promise<void> {
  const { [log]: _before, ...others } = await readRetention(files)
  const logs = rule === null ? others : { ...others, [log]: rule }
  await files.replace(RETENTION_PATH, new TextEncoder().encode(`${JSON.stringify({ logs }, null, 1)}\n`))
}

/** Leads a log's rule to its new name. */
export async function renameInRetention(files: FileStore, from: string, to: string): Promise<void> {
  const rule = (await readRetention(files))[from]
  if (rule === undefined) return
  await setRetention(files, from, null)
  await setRetention(files, to, rule)
}
