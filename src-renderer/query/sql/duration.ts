import { required } from '../../base/required'
import { badParameter } from './refuse'

const UNIT_MICROS: Readonly<Record<string, number>> = {
  second: 1e6,
  minute: 60e6,
  hour: 3600e6,
  day: 86_400e6,
  week: 7 * 86_400e6,
}

/**
 * Reads `14 days`, `30 minutes`, `1h`, `90 s` … as microseconds (a day is 24 hours); null for `none`. Throws
 * `bad-parameter`.
 */
export function readDuration(text: string, parameter = 'duration'): number | null {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === 'none' || trimmed === '') return null
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(trimmed)
  const unit =
    match === null
      ? undefined
      : Object.keys(UNIT_MICROS).find((name) =>
          [name, `${name}s`, name[0], name.slice(0, 3), `${name.slice(0, 3)}s`].includes(match[2]),
        )
  if (match === null || unit === undefined) {
    throw badParameter(parameter, text, ` must be a duration like "14 days", "30 minutes" or "none", not "${text}".`)
  }
  return Math.round(Number(match[1]) * required(UNIT_MICROS[unit]))
}
