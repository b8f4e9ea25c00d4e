import type { ByteSource, InspectOptions, Inspection } from '../../ingest/contract'
import { memberSource, openArchive } from '../../ingest/bytes/archive'
import { unpack, withSheet } from '../../ingest/bytes/unpack'
import { inspect } from '../../ingest/inspect/inspect'
import { belongsTogether, commonTableName } from '../../ingest/inspect/sameForm'
import { tableNameOf } from '../../ingest/inspect/tableName'
import { LatheError, isLatheError } from '../../model/error'
import { diskSource } from './fileSource'

/** Rows of each file of an archive that tell whether all are of one form. */
const LOOKED_AT = 1000
const LISTED = 12

interface ChosenSources {
  readonly sources: readonly ByteSource[]
  /** What a table of an archive's files is called where nobody says. */
  readonly table?: string
}

/**
 * The files of a command line; of an archive of several each that `member` names (`*` stands for any letters), or all
 * of them, where they are of one form. Throws `bad-file` where they are not, and as diskSource.
 */
export async function chosenSources(
  paths: readonly string[],
  part: { readonly member: string | null; readonly sheet: string | null },
  options: InspectOptions,
  signal: AbortSignal,
): Promise<ChosenSources> {
  const sources: ByteSource[] = []
  let table: string | undefined
  for (const path of paths) {
    const source = withSheet(diskSource(path), part.sheet ?? undefined)
    const archive = await openArchive(source)
    if (archive === null || archive.members.length < 2) {
      sources.push(source)
      continue
    }
    const named = part.member === null ? null : patternOf(part.member)
    const members = archive.members.filter(({ name }) => named?.test(name) ?? true)
    // Says which files there are.
    if (members.length === 0) await unpack(withSheet(source, ''))
    const own = members.map((member) => memberSource(source, member))
    if (own.length > 1) {
      const names = part.member === null ? await checkForms(source.name, own, options, signal) : []
      table ??= commonTableName(names, tableNameOf(source.name))
    }
    sources.push(...own)
  }
  return { sources, ...(table === undefined ? {} : { table }) }
}

function patternOf(member: string): RegExp {
  const parts = member.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

/** The names that the files' tables would have. Throws where they are not of one form. */
async function checkForms(
  archive: string,
  members: readonly ByteSource[],
  options: InspectOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const forms: { readonly found: Inspection | null; readonly files: string[] }[] = []
  const tables: string[] = []
  for (const member of members) {
    const found = await inspectOrNull(member, options, signal)
    if (found !== null) tables.push(found.table)
    const form = forms.find((one) => one.found !== null && found !== null && belongsTogether(one.found, found))
    const name = member.name.slice(archive.length + 1)
    if (form === undefined) forms.push({ found, files: [name] })
    else form.files.push(name)
  }
  if (forms.length < 2) return tables
  const more = forms.length > LISTED ? ` · and ${forms.length - LISTED} forms more` : ''
  const lists = forms.slice(0, LISTED).map(({ files, found }) => {
    const others = files.length > LISTED ? ` and ${files.length - LISTED} more` : ''
    return `${files.slice(0, LISTED).join(', ')}${others}${found === null ? ' (not read)' : ''}`
  })
  throw new LatheError(
    'bad-file',
    `${archive} holds ${members.length} files that are not of one form: ${lists.join(' · ')}${more}. Say which are read ` +
      "into this table with --member NAME, or several as --member 'PART*' (* stands for any letters).",
    { file: archive },
  )
}

async function inspectOrNull(
  source: ByteSource,
  options: InspectOptions,
  signal: AbortSignal,
): Promise<Inspection | null> {
  try {
    return await inspect(source, options, signal, LOOKED_AT)
  } catch (error) {
    if (isLatheError(error)) return null
    throw error
  }
}
