import * as v from 'valibot'
import { isLatheError } from '../../model/error'
import { readJsonAs } from '../../model/readJsonAs'
import type { FileStore } from '../../store/files'

/** The files that a workspace's windows follow. */
const FOLLOWING_PATH = 'following.json'

const REMARK = v.object({ at: v.string(), text: v.string() })
const FILE = v.object({
  /** By it the host finds the file again (FollowedFiles). */
  id: v.string(),
  name: v.string(),
  table: v.string(),
  everySeconds: v.pipe(v.number(), v.minValue(1)),
  isPaused: v.boolean(),
  /** What following has brought, the first import with it. */
  rows: v.number(),
  /** The last look that brought rows. */
  last: v.nullable(v.object({ at: v.string(), rows: v.number() })),
  /** Why nothing comes now, in words; null where nothing is the matter. */
  problem: v.nullable(v.string()),
  /** What happened to it, newest first. */
  remarks: v.array(REMARK),
})
const FOLLOWING = v.object({ files: v.array(FILE) })

/** A file whose new lines are imported while its workspace is open in a window. */
export type FollowedFile = Readonly<v.InferOutput<typeof FILE>>

/** Those of a workspace; none where nobody follows any, or somebody spoilt the list. Throws `store-read`. */
export async function readFollowing(files: FileStore): Promise<readonly FollowedFile[]> {
  try {
    const text = new TextDecoder().decode(await files.read(FOLLOWING_PATH))
    return readJsonAs(FOLLOWING, text, FOLLOWING_PATH, 'It is an object.').value.files
  } catch (error) {
    if (isLatheError(error, 'not-found') || isLatheError(error, 'bad-file')) return []
    throw error
  }
}

/** Throws `store-write`. */
export async function writeFollowing(files: FileStore, followed: readonly FollowedFile[]): Promise<void> {
  await files.replace(FOLLOWING_PATH, new TextEncoder().encode(`${JSON.stringify({ files: followed }, null, 1)}\n`))
}
