import type { Role } from '../../model/schema'
import { lossText } from '../../ingest/rows/losses'
import { rejectText } from '../../ingest/rows/rejectReasons'
import type { FollowedFile } from './savedFollowing'
import type { Look } from './looks'

/** What of a look a person should know besides its rows, in sentences; none mostly. */
export function lookText({ name, table }: FollowedFile, { restarted, newColumns, report }: Look): readonly string[] {
  return [
    ...(restarted === null ? [] : [`${name} ${RESTARTED[restarted]}: it was read from its beginning.`]),
    ...(newColumns.length === 0
      ? []
      : [`New in ${table}: the ${newColumns.length === 1 ? 'column' : 'columns'} ${newColumns.join(', ')}.`]),
    ...(report?.rejects ?? []).map((one) => `Rejected ${rejectText(one)}`),
    ...Object.entries(report?.lost ?? {}).map(([role, loss]) =>
      lossText(role as Role, loss, `${loss.file} line ${loss.line}`),
    ),
  ]
}

const RESTARTED = { shorter: 'became shorter', replaced: 'is another file now' } as const

/** Why nothing comes of a file that is gone. */
export function goneText({ name, everySeconds }: FollowedFile): string {
  return `${name} is not there; it is looked for ${rhythmText(everySeconds)}.`
}

/** How often a file is looked at: `every 5 seconds`. */
export function rhythmText(seconds: number): string {
  const [count, unit] =
    seconds % 3600 === 0
      ? [seconds / 3600, 'hour']
      : seconds % 60 === 0
        ? [seconds / 60, 'minute']
        : [seconds, 'second']
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`
}
