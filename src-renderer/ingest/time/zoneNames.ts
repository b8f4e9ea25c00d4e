import { isTimeZone } from '../../model/zone'

/** What an abbreviation stands for: hours from UTC, or a zone whose offset changes over the year. */
export interface ZoneName {
  readonly hours?: number
  readonly zone?: string
  readonly title: string
  /** The zones of an import, or beginnings of their names, in which this meaning is taken before the first one. */
  readonly within: readonly string[]
}

/**
 * Names that clocks write behind times (RFC 2822, tz database, Wikipedia's list of abbreviations), a line each, with the
 * usual meaning first: hours or zone, title, the import's zones in which it is meant where it is not the usual one.
 */
const LINES = `
EST -5 US Eastern | 10 Australian Eastern: Australia/Sydney Australia/
EDT -4 US Eastern, summer | 11 Australian Eastern, summer: Australia/Sydney Australia/
CST -6 US Central | 8 China: Asia/Shanghai Asia/Taipei Asia/Chongqing Asia/Urumqi PRC ROC | -5 Cuba: America/Havana
CDT -5 US Central, summer | -4 Cuba, summer: America/Havana
MST -7 US Mountain | 8 Malaysia: Asia/Kuala_Lumpur Asia/Kuching
MDT -6 US Mountain, summer
PST -8 US Pacific | 8 Philippines: Asia/Manila
PDT -7 US Pacific, summer
AKST -9 Alaska
AKDT -8 Alaska, summer
HST -10 Hawaii
AST -4 Atlantic | 3 Arabia: Asia/Riyadh Asia/Kuwait Asia/Baghdad Asia/Qatar Asia/Bahrain Asia/Aden
ADT -3 Atlantic, summer
NST -3.5 Newfoundland
NDT -2.5 Newfoundland, summer
ET America/New_York US Eastern
CT America/Chicago US Central
MT America/Denver US Mountain
PT America/Los_Angeles US Pacific
WET 0 Western Europe
WEST 1 Western Europe, summer
CET 1 Central Europe
CEST 2 Central Europe, summer
MEZ 1 Central Europe
MESZ 2 Central Europe, summer
EET 2 Eastern Europe
EEST 3 Eastern Europe, summer
MSK 3 Moscow
MSD 4 Moscow, summer
TRT 3 Turkey
BST 1 British summer | 6 Bangladesh: Asia/Dhaka
IST 5.5 India | 1 Irish summer: Europe/Dublin | 2 Israel: Asia/Jerusalem Asia/Tel_Aviv
IDT 3 Israel, summer
GST 4 Gulf
PKT 5 Pakistan
NPT 5.75 Nepal
ICT 7 Indochina
WIB 7 Western Indonesia
WITA 8 Central Indonesia
WIT 9 Eastern Indonesia
HKT 8 Hong Kong
SGT 8 Singapore
PHT 8 Philippines
AWST 8 Western Australia
JST 9 Japan
KST 9 Korea
ACST 9.5 Central Australia
ACDT 10.5 Central Australia, summer
AEST 10 Eastern Australia
AEDT 11 Eastern Australia, summer
NZST 12 New Zealand
NZDT 13 New Zealand, summer
SST -11 Samoa | 8 Singapore: Asia/Singapore
BRT -3 Brasília
BRST -2 Brasília, summer
ART -3 Argentina
CLT -4 Chile
CLST -3 Chile, summer
COT -5 Colombia
PET -5 Peru
VET -4 Venezuela
WAT 1 West Africa
CAT 2 Central Africa
SAST 2 South Africa
EAT 3 East Africa
UTC 0 UTC
UCT 0 UTC
GMT 0 Greenwich
UT 0 UTC
Z 0 UTC
`

let byName: ReadonlyMap<string, readonly ZoneName[]> | null = null

function readLines(): ReadonlyMap<string, readonly ZoneName[]> {
  return new Map(
    LINES.trim()
      .split('\n')
      .map((line) => {
        const name = line.slice(0, line.indexOf(' '))
        const meanings = line.slice(name.length).split('|').map(meaningOf)
        return [name, meanings] as const
      }),
  )
}

function meaningOf(text: string): ZoneName {
  const [what = '', within = ''] = text.trim().split(': ')
  const [offset = '', ...title] = what.split(' ')
  const hours = Number(offset)
  return {
    ...(Number.isNaN(hours) ? { zone: offset } : { hours }),
    title: title.join(' '),
    within: within === '' ? [] : within.split(' '),
  }
}

/** All that an abbreviation may stand for, the usual meaning first; none where it is not known. */
export function meaningsOf(abbreviation: string): readonly ZoneName[] {
  byName ??= readLines()
  return byName.get(abbreviation.toUpperCase()) ?? []
}

/**
 * What a name behind a time stands for in an import of this zone: an abbreviation (`EST`), or a zone's own name
 * (`Europe/Berlin`); null where it is neither.
 */
export function zoneNamed(name: string, timezone: string): Pick<ZoneName, 'hours' | 'zone'> | null {
  const meanings = meaningsOf(name)
  const [usual] = meanings
  if (usual !== undefined)
    return meanings.find(({ within }) => within.some((start) => timezone.startsWith(start))) ?? usual
  return name.includes('/') && isTimeZone(name) ? { zone: name } : null
}
