/** Local dates for the naive references: `Intl` for each time, calendar arithmetic on dates; nothing of Lathe's own. */
const formats = new Map<string, Intl.DateTimeFormat>()

export function localDate(micros: number, zone: string): string {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(zone, format)
  }
  return format.format(new Date(Math.floor(micros / 1000)))
}

export function addDays(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}

export type Unit = 'day' | 'week' | 'month'

/** First date of the day, week (weekStart: 1 Monday … 7 Sunday) or month that a date falls in. */
export function startOfUnit(date: string, unit: Unit, weekStart: number): string {
  if (unit === 'day') return date
  if (unit === 'month') return `${date.slice(0, 8)}01`
  let day = date
  while ((new Date(`${day}T00:00:00Z`).getUTCDay() || 7) !== weekStart) day = addDays(day, -1)
  return day
}

/** First date of the unit that comes `count` units after the one that begins on `start`. */
export function addUnits(start: string, unit: Unit, count: number): string {
  if (unit === 'day') return addDays(start, count)
  if (unit === 'week') return addDays(start, 7 * count)
  const months = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1 + count
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`
}

/** The dates from a first to a last one, both included. */
export function datesBetween(from: string, to: string): readonly string[] {
  const dates: string[] = []
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date)
  return dates
}
