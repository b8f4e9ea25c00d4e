import { zoneText } from '../../query/sql/ownZones'
import { shareText } from '../../query/sql/sample'
import { rangeText, datesOf, RANGES } from '../../model/dateRanges'
import { dataDates } from '../../query/analysis/scopeParameters'
import type { Catalog } from '../../query/contract/catalog'
import type { Tile } from '../../query/contract/dashboard'
import type { FilterTerm } from '../../query/contract/filterTerm'
import type { ParameterValues } from '../../query/contract/parameter'
import type { Scope } from '../../query/contract/view'

/** What a tile is called in menus and for screen readers before its answer is there. */
export function tileName(tile: Tile): string {
  if (tile.kind === 'text')
    return (
      tile.text
        .split('\n')[0]
        ?.replace(/^#+\s*/, '')
        .slice(0, 40) || 'Text'
    )
  if (tile.title !== '') return tile.title
  if (tile.kind === 'number' && 'measure' in tile.of)
    return typeof tile.of.measure === 'string' ? tile.of.measure : tile.of.measure.name
  const view = tile.kind === 'view' ? tile.view : 'view' in tile.of ? tile.of.view : ''
  if (typeof view === 'string') return view
  return view.title !== '' ? view.title : 'analysis' in view.of ? view.of.analysis : view.of.query
}

function isTerm(value: unknown): value is FilterTerm {
  return typeof value === 'object' && value !== null && 'column' in value && 'op' in value
}

/** A condition as a chip says it: `country = DE`. */
export function conditionText(condition: unknown): string {
  if (!isTerm(condition)) return JSON.stringify(condition)
  const { column, op, value } = condition
  const text = value === undefined ? '' : ` ${Array.isArray(value) ? value.join(', ') : String(value)}`
  return `${column} ${op}${text}`
}

/** A scope in words: "Last 28 days · 3 – 30 Mar 2024 · paying · country = DE"; all dates where nothing is said. */
export function scopeText(scope: Scope, catalog: Catalog): string {
  const { minDate, maxDate } = dataDates(catalog)
  const choice = scope.dates ?? 'all'
  const dates =
    RANGES.find((range) => range.name === choice)?.label ?? rangeText(datesOf(choice, maxDate), minDate, maxDate)
  return [
    dates,
    ...(scope.segment === null ? [] : [scope.segment]),
    ...scope.filter.map(conditionText),
    ...(scope.compare === null ? [] : [`against ${scope.compare.replace(/^segment:/, '').replaceAll('-', ' ')}`]),
    ...(scope.timezone === null ? [] : [zoneText(scope.timezone)]),
    ...(scope.testUsers === true ? ['with test users'] : []),
    ...(scope.users === 'accounts' ? ['accounts'] : []),
    ...((scope.sample ?? null) === null ? [] : [`estimate from ${shareText(Number(scope.sample))} of users`]),
  ].join(' · ')
}

/** Of whom and when an analysis's values are, as a scope. */
export function scopeOfValues(values: ParameterValues): Scope {
  const text = (name: string): string | null => {
    const value = values[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const [from, to, filter] = [text('from'), text('to'), values['filter']]
  return {
    dates: from === null && to === null ? null : { from, to },
    segment: text('segment'),
    compare: text('compare'),
    timezone: text('timezone'),
    testUsers: values['include_test'] === true ? true : null,
    users: values['users'] === 'accounts' ? 'accounts' : null,
    ...(typeof values['sample'] === 'number' ? { sample: values['sample'] } : {}),
    filter: Array.isArray(filter) ? filter : [],
  }
}
