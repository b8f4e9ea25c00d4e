import { addDays, daysBetween, isIsoDate } from '../../src-renderer/model/isoDate'
import { LatheError } from '../../src-renderer/model/error'
import type { IsoDate } from '../../src-renderer/model/schema'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { Scope } from '../../src-renderer/query/sql/source'

/** A date, and how many whole local days before it and from it on are in the data and asked for. */
export interface Around {
  readonly date: IsoDate
  readonly days: number
  /** Both in words: "2024-05-15, the middle of the data". */
  readonly dateText: string
  readonly daysText: string
}

/**
 * The date that `parameter` names, the middle of the data where it names none, with `days` days around it, fewer where
 * the data have fewer. Throws `not-found` where there are no events, `bad-parameter` where a side has no day.
 */
export function readAround(values: ParameterValues, asked: Scope, parameter: string): Around {
  const { firstDate, lastDate, overDate, source } = asked
  if (firstDate === null || lastDate === null || overDate === null)
    throw new LatheError('not-found', 'There are no events yet; import a log first.', {
      what: 'table',
      name: source.table ?? 'all_events',
    })
  const chosen = values[parameter]
  const given = typeof chosen === 'string' && isIsoDate(chosen) ? chosen : null
  const date = given ?? addDays(firstDate, Math.ceil(daysBetween(firstDate, lastDate) / 2))
  const [before, after] = [daysBetween(firstDate, date), daysBetween(date, overDate) + 1]
  if (before < 1 || after < 1)
    throw badParameter(
      parameter,
      date,
      `: ${date} leaves no whole days on both sides; ` +
        `the data go from ${firstDate} to ${lastDate}${lastDate === overDate ? '' : ', which is not over'}.`,
    )
  const wanted = typeof values['days'] === 'number' ? values['days'] : 14
  const days = Math.min(wanted, before, after)
  return {
    date,
    days,
    dateText: `${date}${given === null ? ', the middle of the data' : ''}`,
    daysText: `${days}${days < wanted ? ', as many as the data have on both sides' : ''}`,
  }
}
