/**
 * Languages whose names of months and weekdays are read; no word of one means another month in another (Croatian is left
 * out: its “listopad” is October, the Polish and Czech one November).
 */
const LANGUAGES = wordsOf('en de fr es it pt nl ru tr pl sv da nb fi cs sk hu ro uk bg el sl lt lv et id ca')
/** Of the languages above, those of which the first three letters of a month are read, too. */
const SHORTENED = new Set(wordsOf('en de fr es it pt nl ru tr pl'))
/** What people write and Intl does not. */
const FURTHER: readonly (readonly [string, number])[] = [
  ['sept', 9],
  ['mrz', 3],
  ['jän', 1],
  ['janner', 1],
  ['feber', 2],
]
const DAY_MS = 86_400_000
/** 2024-01-01, a Monday. */
const MONDAY_MS = 1_704_067_200_000

function wordsOf(text: string): readonly string[] {
  return text.split(' ')
}

/** A word without case and accents, and without the dot of an abbreviation. */
function plain(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ı/g, 'i')
    .replace(/[^\p{L}]+$/u, '')
    .normalize('NFC')
}

type Part = 'month' | 'weekday'

/** A language's ways to write a part of a date. Made once for all of its values: a format costs more than its use. */
function formatsOf(language: string, part: Part): readonly Intl.DateTimeFormat[] {
  const forms: readonly Intl.DateTimeFormatOptions[] = [
    { [part]: 'long' },
    { [part]: 'short' },
    // Within a date, Slavic languages use another case.
    { [part]: 'long', day: 'numeric' },
    { [part]: 'short', day: 'numeric' },
  ]
  return forms.map((form) => new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-gregory`, { ...form, timeZone: 'UTC' }))
}

function namesIn(formats: readonly Intl.DateTimeFormat[], part: Part, timeMs: number): readonly string[] {
  return formats.flatMap((format) => {
    const name = format.formatToParts(timeMs).find(({ type }) => type === part)?.value ?? ''
    return /^[\p{L}\p{M}]+\.?$/u.test(name) ? [plain(name)] : []
  })
}

let months: ReadonlyMap<string, number> | null = null
let weekdays: ReadonlySet<string> | null = null

function monthsByName(): ReadonlyMap<string, number> {
  const found = new Map(FURTHER.map(([word, month]) => [plain(word), month]))
  const short = new Map<string, number | null>()
  for (const language of LANGUAGES) {
    const formats = formatsOf(language, 'month')
    for (let month = 1; month <= 12; month++)
      for (const name of namesIn(formats, 'month', Date.UTC(2024, month - 1, 15))) {
        if (!found.has(name)) found.set(name, month)
        const start = name.slice(0, 3)
        if (SHORTENED.has(language)) short.set(start, (short.get(start) ?? month) === month ? month : null)
      }
  }
  for (const [start, month] of short) if (month !== null && !found.has(start)) found.set(start, month)
  return found
}

/** The month, from 1, that a word names in one of the languages; NaN where there is none. */
export function monthOf(word: string): number {
  months ??= monthsByName()
  return months.get(plain(word)) ?? NaN
}

/** Whether a word names a day of the week. */
export function isWeekday(word: string): boolean {
  weekdays ??= new Set(
    LANGUAGES.flatMap((language) => {
      const formats = formatsOf(language, 'weekday')
      return Array.from({ length: 7 }, (_, day) => namesIn(formats, 'weekday', MONDAY_MS + day * DAY_MS)).flat()
    }).concat('tues', 'wednes', 'thur', 'thurs'),
  )
  return weekdays.has(plain(word))
}
