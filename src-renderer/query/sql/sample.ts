import type { ParameterSpec, ParameterValues } from '../contract/parameter'

/** The parameter of analyses of events that can be answered approximately. */
export const SAMPLE: ParameterSpec = {
  name: 'sample',
  type: 'share',
  label: 'Sample',
  default: null,
  emptyMeans: 'Everybody: exact',
  help: 'An estimate from this share of the users, such as 10%; the same users in every question. Empty: exact.',
  more: true,
}

/** Ids fall into so many parts of equal chance. */
const PARTS = 1_000_000

/** The share of users that is asked, above 0 and below 1; null for everybody. */
export function sampleOf({ [SAMPLE.name]: share }: ParameterValues): number | null {
  return typeof share === 'number' && share < 1 ? share : null
}

/** Boolean SQL: a text falls into the share. What is in a small share is in every larger one. */
function fallsIn(text: string, share: number): string {
  return `md5_number_lower(${text}) % ${PARTS} < ${Math.max(1, Math.round(share * PARTS))}`
}

/** Boolean SQL over an event, never NULL where it has a user: that the user is one of the sample, by their id. */
export function sampledUser(share: number): string {
  return `user_key IN (SELECT user_key FROM main.all_users WHERE ${fallsIn('user_id', share)})`
}

/** As sampledUser(), of what is counted in the place of users. */
export function sampledEntity(share: number): string {
  return fallsIn('user_key::VARCHAR', share)
}

/** As sampledUser(); a row without a user is in by its place in the log. */
export function sampledRow(share: number): string {
  return `CASE WHEN user_key IS NULL THEN ${fallsIn('_source::VARCHAR', share)} ELSE ${sampledUser(share)} END`
}

/** "10 %", of a share. */
export function shareText(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`
}
