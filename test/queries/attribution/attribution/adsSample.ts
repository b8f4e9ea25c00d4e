import { readFileSync } from 'node:fs'
import type { NativeDuckdb } from '../../nativeDuckdb'

const path = (file: string): string => `samples/${file}`

/** What the sample says of itself. */
export interface AdsTruths {
  readonly conversions: number
  readonly value: number
  readonly withoutTouch: number
  readonly withTouch: number
  readonly viewThrough: number
  readonly firstTouch: Readonly<Record<string, { readonly conversions: number; readonly value: number }>>
  readonly lastTouch: AdsTruths['firstTouch']
  readonly campaigns: readonly {
    readonly campaign_id: string
    readonly conversions: number
    readonly value: number
    readonly spend: number
    readonly roas: number
    readonly tier: string
  }[]
}

export const adsTruths = JSON.parse(readFileSync(path('ads/truths.json'), 'utf8')) as AdsTruths

function numberOrText(text: string): string | number | null {
  return text === '' ? null : /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

/** Loads the sample's events and the spend of its campaigns. */
export async function loadAds(duck: NativeDuckdb): Promise<void> {
  await duck.loadSelects({
    ads: `SELECT user_id, event, ts, channel, campaign_id, "value", device FROM read_csv('${path('ads/events.csv')}')`,
  })
  const [head, ...lines] = readFileSync(path('ads/campaigns.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
  await duck.loadPlain(
    'campaigns',
    lines.map((fields) => Object.fromEntries(head!.map((name, index) => [name, numberOrText(fields[index]!)]))),
  )
}
