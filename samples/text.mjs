/** Texts that the generators write. Times are seconds since 1970 (UTC). */

/** @param {number} seconds @returns {string} `2024-03-04 08:12:33` */
export function utcText(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
}

/** @param {number} seconds @returns {string} `2024-03-04T08:12:33Z` */
export function isoText(seconds) {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

/**
 * @param {number} seconds @param {number} offsetMinutes @returns {string} `2024-03-04T09:12:33+01:00`, the same moment
 * in local time
 */
export function offsetText(seconds, offsetMinutes) {
  const far = Math.abs(offsetMinutes)
  const two = (value) => String(value).padStart(2, '0')
  return `${new Date((seconds + offsetMinutes * 60) * 1000).toISOString().slice(0, 19)}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(far / 60))}:${two(far % 60)}`
}

/** @param {number} seconds @returns {string} `2024-03-04` */
export function dateText(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

/** @param {string} date @returns {number} seconds at 00:00 UTC */
export function startOfDate(date) {
  return Date.parse(`${date}T00:00:00Z`) / 1000
}

/** Hundredths as a decimal text without rounding error. @param {number} hundredths @returns {string} */
export function hundredthsText(hundredths) {
  return `${hundredths < 0 ? '-' : ''}${Math.floor(Math.abs(hundredths) / 100)}.${String(Math.abs(hundredths) % 100).padStart(2, '0')}`
}

function field(value) {
  if (value === null || value === undefined) return ''
  const text = String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * CSV with a header line; null is an empty field.
 * @param {readonly string[]} columns
 * @param {readonly Record<string, unknown>[]} rows
 * @returns {string}
 */
export function csvText(columns, rows) {
  return (
    [columns.join(','), ...rows.map((row) => columns.map((column) => field(row[column])).join(','))].join('\n') + '\n'
  )
}

/** A share as the READMEs show it. @param {number} part @param {number} whole @returns {string} */
export function percentText(part, whole) {
  return `${(Math.round((part / whole) * 1000) / 10).toFixed(1)} %`
}

/** Stops generation when a planted truth is not in the data. @param {boolean} holds @param {string} truth */
export function plant(holds, truth) {
  if (!holds) throw new Error(`The generated data does not show what it should: ${truth}. Adjust the generator.`)
}
