import { resolve } from 'node:path'
import * as v from 'valibot'

/**
 * The files and folders that a command line names, as absolute paths. The first word is the program; when it is not
 * packaged, the first that is no flag is the app's own folder. Flags are the system's and Chromium's.
 */
export function pathsOfCommandLine(
  words: readonly string[],
  workingFolder: string,
  isPackaged: boolean,
): readonly string[] {
  const after = words.slice(1)
  const end = after.indexOf('--')
  const named = [
    ...(end < 0 ? after : after.slice(0, end)).filter((word) => !word.startsWith('-')),
    ...(end < 0 ? [] : after.slice(end + 1)),
  ]
  return (isPackaged ? named : named.slice(1)).filter((word) => word !== '').map((word) => resolve(workingFolder, word))
}

const handed = v.object({ paths: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32_768))), v.maxLength(10_000)) })

/** What a second start hands to the first one. */
export type Handover = v.InferOutput<typeof handed>

/** What another start handed over; nothing when it is not as agreed (another version may have sent it). */
export function readHandover(data: unknown): Handover {
  const outcome = v.safeParse(handed, data)
  return outcome.success ? outcome.output : { paths: [] }
}
