import * as v from 'valibot'
import { isLatheError } from '../../model/error'
import { readJsonAs } from '../../model/readJsonAs'
import type { FileStore } from '../../store/files'
import type { KeptChecks } from './check'

/** How a workspace's checks stood when they were last asked. */
const CHECKS_PATH = 'checks.json'

const KEPT = v.object({
  at: v.string(),
  revision: v.number(),
  checks: v.array(
    v.object({
      of: v.picklist(['measure', 'query', 'model']),
      name: v.string(),
      title: v.string(),
      expects: v.string(),
      state: v.picklist(['passed', 'failed', 'unknown']),
      figure: v.nullable(v.number()),
      text: v.string(),
    }),
  ),
})

/** Null where they were never asked, or somebody spoilt the file: it is written anew with the next import. */
export async function readKeptChecks(files: FileStore): Promise<KeptChecks | null> {
  try {
    return readJsonAs(KEPT, new TextDecoder().decode(await files.read(CHECKS_PATH)), CHECKS_PATH, 'It is an object.')
      .value
  } catch (error) {
    if (isLatheError(error, 'not-found') || isLatheError(error, 'bad-file')) return null
    throw error
  }
}

/** Throws `store-write`. */
export async function writeKeptChecks(files: FileStore, kept: KeptChecks): Promise<void> {
  await files.replace(CHECKS_PATH, new TextEncoder().encode(`${JSON.stringify(kept, null, 1)}\n`))
}
