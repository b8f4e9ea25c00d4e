import { firstLine, isLatheError } from '../../model/error'
import { MODEL_PATH, EMPTY_MODEL, type DataModel } from '../../model/dataModel'
import { readDataModel } from '../../model/readDataModel'
import { readView } from '../../query/saved/readView'
import type { Catalog } from '../../query/contract/catalog'
import { catalogOf } from '../../query/session/catalog'
import type { Manifest, SourceEntry } from '../../store/manifest'
import type { Ask } from '../dashboard/tileAnswer'
import { OPEN_VIEW_SCOPE, viewRequest, type Known } from '../dashboard/viewRequest'
import type { SavedFile } from '../savedFiles'
import { readSegment } from '../savedSegments'
import { BUNDLE_PATH, type Bundle, type OpenedBundle } from './bundle'
import { compareResults, type Comparison } from './compareResults'

/** How a part of a bundle lies to the workspace: `unknown` where it could not be asked. */
export interface VerifiedPart extends Omit<Comparison, 'isSame'> {
  readonly title: string
  readonly state: 'same' | 'differs' | 'unknown'
}

/** How a file behind a bundle lies to those that were imported here. */
export interface VerifiedSource {
  readonly name: string
  readonly table: string
  /** `other`: one of that name came into the table, with other bytes. */
  readonly state: 'same' | 'other' | 'missing'
}

function filesIn(folder: string, ending: string, files: OpenedBundle['files']): readonly SavedFile[] {
  return [...files]
    .filter(([path]) => path.startsWith(`${folder}/`) && path.endsWith(ending))
    .map(([path, text]) => ({ name: path.slice(folder.length + 1, -ending.length), text }))
}

/** The model that a bundle's questions were asked with. Throws `bad-file`. */
export function bundleModel({ files }: OpenedBundle): DataModel {
  const text = files.get(MODEL_PATH)
  return text === undefined ? EMPTY_MODEL : readDataModel(text).model
}

/** What a bundle's questions know: the tables that are here, with the bundle's model, segments and queries. */
export function bundleKnown(opened: OpenedBundle, manifest: Manifest): Known {
  const { files } = opened
  const segments = filesIn('segments', '.json', files).map(({ name, text }) =>
    readSegment(name, text, `segments/${name}.json`),
  )
  const catalog: Catalog = { ...catalogOf(manifest, bundleModel(opened)), segments }
  return { catalog, queries: filesIn('queries', '.sql', files), views: [] }
}

/** The files behind a bundle, and whether they are those behind the workspace. */
export function verifySources({ sources }: Bundle, here: readonly SourceEntry[]): readonly VerifiedSource[] {
  return sources.map(({ name, table, crc32, bytes }) => {
    const ofTable = here.filter((one) => one.table === table)
    const isThere = crc32 !== null && ofTable.some((one) => one.crc32 === crc32 && one.bytes === bytes)
    const state = isThere ? 'same' : ofTable.some((one) => one.name === name) ? 'other' : 'missing'
    return { name, table, state }
  })
}

/** What differs between the workspaces besides their data, in words. */
export function verifySettings({ timezone, weekStart }: Bundle, { catalog }: Known): readonly string[] {
  return [
    ...(timezone === catalog.timezone ? [] : [`days were cut in ${timezone}, here in ${catalog.timezone}`]),
    ...(weekStart === catalog.weekStart ? [] : ['weeks began on another day']),
  ]
}

/** Asks each question of a bundle again and compares. Cancelling and bugs are thrown. */
export async function* verifyParts(
  { bundle, files }: OpenedBundle,
  known: Known,
  ask: Ask,
): AsyncGenerator<VerifiedPart> {
  for (const part of bundle.parts) {
    const { title } = part
    try {
      const view = readView(JSON.stringify(part.view), `${BUNDLE_PATH}, “${title}”`)
      const { table } = await ask(viewRequest(view, OPEN_VIEW_SCOPE, known).plan)
      const { isSame, text, differences } = compareResults(part, files.get(part.result) ?? '', table)
      yield { title, state: isSame ? 'same' : 'differs', text, differences }
    } catch (error) {
      if (!isLatheError(error)) throw error
      yield { title, state: 'unknown', text: firstLine(error), differences: [] }
    }
  }
}
