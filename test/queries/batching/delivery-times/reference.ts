export interface Action {
  readonly driver: string
  readonly order_no: string
  readonly action_type: string
  readonly location: string
}

interface TimesRow {
  readonly order_no: string
  readonly driver: string
  readonly picked_up_minute: number | null
  readonly delivered_minute: number | null
  readonly minutes: number | null
}

/** The definition, action by action: each driver has a clock, which advances when the place changes. */
export function referenceTimes(
  actions: readonly Action[],
  minutesOf: (from: string, to: string) => number | null,
): readonly TimesRow[] {
  const rows: TimesRow[] = []
  for (const driver of new Set(actions.map((one) => one.driver))) {
    let [clock, missing, place] = [0, 0, null as string | null]
    const open = new Map<string, { at: number; missing: number; row: number; isDelivered: boolean }>()
    for (const one of actions.filter((action) => action.driver === driver)) {
      if (place !== null && place !== one.location) {
        const minutes = minutesOf(place, one.location)
        if (minutes === null) missing += 1
        else clock += minutes
      }
      place = one.location
      const known = open.get(one.order_no)
      if (one.action_type === 'pick_up' && known === undefined) {
        open.set(one.order_no, { at: clock, missing, row: rows.length, isDelivered: false })
        rows.push({
          order_no: one.order_no,
          driver,
          picked_up_minute: missing === 0 ? clock : null,
          delivered_minute: null,
          minutes: null,
        })
      }
      if (one.action_type === 'drop_off' && known !== undefined && !known.isDelivered) {
        rows[known.row] = {
          ...rows[known.row]!,
          delivered_minute: missing === 0 ? clock : null,
          minutes: missing === known.missing ? clock - known.at : null,
        }
        open.set(one.order_no, { ...known, isDelivered: true })
      }
    }
  }
  return rows.sort((one, two) =>
    one.order_no !== two.order_no ? (one.order_no < two.order_no ? -1 : 1) : one.driver < two.driver ? -1 : 1,
  )
}
