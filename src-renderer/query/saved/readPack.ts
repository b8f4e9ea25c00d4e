import * as v from 'valibot'
import { readDataModel } from '../../model/readDataModel'
import { readJsonAs } from '../../model/readJsonAs'
import { ROW_RULES } from '../../model/readRowRules'
import type { Pack } from '../contract/pack'
import { readSegmentRule } from '../sql/segment'
import { readDashboard } from './readDashboard'
import { name, words } from './viewSchema'

const synonyms = v.optional(v.array(name), [])
const column = v.union([
  v.pipe(
    name,
    v.transform((only) => ({ name: only, about: '', synonyms: [] as string[], isOptional: false })),
  ),
  v.pipe(
    v.strictObject({ name, about: words, synonyms, optional: v.optional(v.boolean(), false) }),
    v.transform(({ optional, ...rest }) => ({ ...rest, isOptional: optional })),
  ),
])
const table = v.pipe(
  v.strictObject({
    name,
    kind: v.optional(v.picklist(['events', 'table']), 'table'),
    about: words,
    synonyms,
    optional: v.optional(v.boolean(), false),
    columns: v.optional(v.array(column), []),
    rules: v.optional(ROW_RULES),
  }),
  v.transform(({ optional, ...rest }) => ({ ...rest, isOptional: optional })),
)
const PACK = v.strictObject({
  title: name,
  about: words,
  tables: v.pipe(v.array(table), v.minLength(1, 'must name a table')),
  model: v.optional(v.record(v.string(), v.unknown()), {}),
  segments: v.optional(v.array(v.strictObject({ name, about: words, rule: v.unknown() })), []),
})

/** The files of a pack's folder, as texts. */
export interface PackFiles {
  readonly pack: string
  readonly dashboard: string
  readonly readme: string
  readonly queries: readonly { readonly name: string; readonly text: string }[]
}

/** Reads a pack of that name out of its files. Throws `bad-file` with line and column. */
export function readPack(folder: string, files: PackFiles): Pack {
  const { value } = readJsonAs(PACK, files.pack, `${folder}/pack.json`, 'A pack is an object, like {"title":"…"}.')
  return {
    ...value,
    name: folder,
    model: readDataModel(JSON.stringify(value.model)).model,
    segments: value.segments.map(({ rule, ...rest }) => ({ ...rest, rule: readSegmentRule(rule, 'rule') })),
    queries: files.queries,
    dashboard: readDashboard(files.dashboard, `${folder}/dashboard.json`),
    readme: files.readme,
  }
}
