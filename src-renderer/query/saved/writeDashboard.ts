import type { Dashboard, Tile, TileView } from '../contract/dashboard'
import type { Scope, View } from '../contract/view'

type Plain = Readonly<Record<string, unknown>>

/** Values that fit in so many characters stand on one line. */
const LINE = 100

/** Without what goes without saying: null, an empty text, list or object. */
function said(values: Plain): Plain {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== null && value !== '' && !(typeof value === 'object' && Object.keys(value).length === 0),
    ),
  )
}

function scopePlain(scope: Scope): Plain {
  const { dates } = scope
  return said({ ...scope, dates: typeof dates === 'string' || dates === null ? dates : said({ ...dates }) })
}

/** A view as it stands in a file, without what goes without saying. */
function viewPlain({ of, title, about, table, parameters, scope, show, chart }: View): Plain {
  return {
    ...said({ title, about }),
    ...of,
    ...said({ table, parameters, scope: scopePlain(scope) }),
    ...(show === 'chart' ? {} : { show }),
    ...(chart === 1 ? {} : { chart }),
  }
}

function tileViewPlain(view: TileView): string | Plain {
  return typeof view === 'string' ? view : viewPlain(view)
}

function tilePlain(tile: Tile): Plain {
  const place = said({ ...tile.place })
  switch (tile.kind) {
    case 'text':
      return { kind: 'text', ...place, text: tile.text.includes('\n') ? tile.text.split('\n') : tile.text }
    case 'view':
      return { kind: 'view', ...said({ title: tile.title }), ...place, view: tileViewPlain(tile.view) }
    case 'number': {
      const { of, title, good, target, limits } = tile
      const source =
        'measure' in of
          ? {
              measure: of.measure,
              ...(of.by === 'day' ? {} : { by: of.by }),
              ...said({ table: of.table, scope: scopePlain(of.scope) }),
            }
          : { view: tileViewPlain(of.view), column: of.column, ...(of.row === 'last' ? {} : { row: of.row }) }
      const against = said({ good, target, limits: limits === null ? null : said({ ...limits }) })
      return { kind: 'number', ...said({ title }), ...place, ...source, ...against }
    }
  }
}

/** JSON with two blanks a level, and with what is short on one line: a change of one value changes one line. */
function jsonText(value: unknown, indent: string, isOutermost: boolean): string {
  const short = JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return short
  if (!isOutermost && indent.length + short.length <= LINE) return short
  const inner = `${indent}  `
  const members = Array.isArray(value)
    ? value.map((one) => jsonText(one, inner, false))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${jsonText(one, inner, false)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return members.length === 0
    ? `${open}${close}`
    : `${open}\n${members.map((one) => inner + one).join(',\n')}\n${indent}${close}`
}

/** The inverse of readView. */
export function writeView(view: View): string {
  return `${jsonText(viewPlain(view), '', true)}\n`
}

/** The inverse of readDashboard. */
export function writeDashboard({ title, about, scope, tiles }: Dashboard): string {
  const plain = { title, ...said({ about, scope: scopePlain(scope) }), tiles: tiles.map(tilePlain) }
  return `${jsonText(plain, '', true)}\n`
}
