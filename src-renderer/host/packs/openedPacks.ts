import * as v from 'valibot'
import { isLatheError } from '../../model/error'
import { readJsonAs } from '../../model/readJsonAs'
import type { FileStore } from '../../store/files'

/** A workspace's file of the packs that are open on it. */
const PACKS_PATH = 'packs.json'

const OPENED = v.record(
  v.string(),
  v.strictObject({
    names: v.optional(v.record(v.string(), v.string()), {}),
    written: v.optional(v.record(v.string(), v.string()), {}),
    model: v.optional(v.array(v.string()), []),
  }),
)

/**
 * By pack: what its tables and columns are called here, the checksums of the files that it wrote, and the keys of
 * what it put into the model.
 */
export type OpenedPacks = Readonly<v.InferOutput<typeof OPENED>>

/** Throws `bad-file` with line and column. */
export async function readOpened(files: FileStore): Promise<OpenedPacks> {
  try {
    const text = new TextDecoder().decode(await files.read(PACKS_PATH))
    return readJsonAs(OPENED, text, PACKS_PATH, 'It is an object, like {"shop":{"names":{}}}.').value
  } catch (error) {
    if (isLatheError(error, 'not-found')) return {}
    throw error
  }
}

/** Throws `store-write`. */
export async function writeOpened(files: FileStore, opened: OpenedPacks): Promise<void> {
  await files.replace(PACKS_PATH, new TextEncoder().encode(`${JSON.stringify(opened, null, 2)}\n`))
}
