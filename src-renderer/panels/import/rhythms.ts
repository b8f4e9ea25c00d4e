import { rhythmText } from '../../host/following/lookText'

/** How often a followed file may be looked at, in seconds. */
const RHYTHMS = [1, 5, 30, 60, 300, 3600] as const

export const RHYTHM_OPTIONS = RHYTHMS.map((seconds) => ({ value: String(seconds), label: rhythmText(seconds) }))
