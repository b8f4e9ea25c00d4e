import { formatCount } from '../../chart/format'
import { isMadeEvent, type CustomEvent } from '../../model/dataModel'
import type { SearchItem } from './fields/searchItems'
import type { ValueCount } from './lookups'

/** What lists of events call the two kinds. */
const OF_MODEL = 'Events of the model'
const OF_LOG = 'Events of the log'

/**
 * The events that a list offers: those that the model makes first, then those of the log under the labels that it gives
 * them, each kind under its heading where there are both. An event that the model hides is not offered, nor one of the
 * log whose name the model gives to others.
 */
export function eventItems(log: readonly ValueCount[], model: readonly CustomEvent[]): readonly SearchItem[] {
  const said = new Map(model.map((event) => [event.name, event]))
  const labelled = (name: string): string => {
    const label = said.get(name)?.label ?? ''
    return label === '' || label === name ? name : `${label} (${name})`
  }
  const made = model.filter((event) => isMadeEvent(event) && !event.isHidden)
  const shown = log.filter(({ value }) => {
    const event = said.get(value)
    return event === undefined || (!event.isHidden && !isMadeEvent(event))
  })
  return [
    ...made.map(({ name, sequence }) => ({
      value: name,
      label: labelled(name),
      note: sequence === null ? 'custom' : 'sequence',
      group: OF_MODEL,
    })),
    ...shown.map(({ value, rows }) => ({
      value,
      label: labelled(value),
      note: formatCount(rows),
      ...(made.length === 0 ? {} : { group: OF_LOG }),
    })),
  ]
}
