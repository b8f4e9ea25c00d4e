import { daysInMonth } from '../time/timePattern'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Syslog (RFC 3164): `Oct 11 22:14:15`. */
const NAMED = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d.*)$/
/** Logcat, `01-15 10:00:00.123`, and glog, `0115 10:00:00.123456`. */
const NUMBERED = /^(\d\d)-?(\d\d) (\d\d:\d\d.*)$/
/** The file's time is exact, its lines are in any zone. */
const SPARE_MS = 2 * 86_400_000

/**
 * A log's time with its year where it says none: the last year in which that day was, when the file was last changed
 * (in ms since 1970). Null for any other text.
 */
export function withYear(time: string, changedMs: number): string | null {
  const named = NAMED.exec(time)
  if (named !== null) {
    const [, month = '', day = '', clock = ''] = named
    const year = yearOf(MONTHS.indexOf(month) + 1, Number(day), changedMs)
    return year === null ? null : `${month} ${day} ${year} ${clock}`
  }
  const [, month = '', day = '', clock = ''] = NUMBERED.exec(time) ?? []
  const year = yearOf(Number(month), Number(day), changedMs)
  return year === null ? null : `${year}-${month}-${day} ${clock}`
}

function yearOf(month: number, day: number, changedMs: number): number | null {
  const last = new Date(changedMs + SPARE_MS)
  let year = last.getUTCFullYear()
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(4, month))) return null
  if (Date.UTC(year, month - 1, day) > last.getTime()) year--
  // The 29th of February.
  while (day > daysInMonth(year, month)) year--
  return year
}
