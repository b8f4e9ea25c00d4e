import type { SearchItem } from './searchItems'

function offsetOf(zone: string, at: Date): string {
  const part = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((one) => one.type === 'timeZoneName')
  return part?.value.replace('GMT', 'UTC') ?? ''
}

/** Every zone that the browser knows, UTC first, with its offset on that day (the data's last). */
export function timezoneItems(at: Date): readonly SearchItem[] {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')
  return [
    { value: 'UTC', label: 'UTC' },
    ...zones.map((zone) => ({ value: zone, label: zone, note: offsetOf(zone, at) })),
  ]
}
