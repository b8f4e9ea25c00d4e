import { LatheError } from '../../model/error'
import { FILE_EXTENSIONS } from '../formats/index'
import { derivedNames, RESERVED_TABLES } from '../../model/schema'

const KNOWN_ENDINGS = new RegExp(`(?:\\.(?:${FILE_EXTENSIONS.join('|')}))+$`, 'i')

/**
 * A table's name from a file's: `2024-01 orders.csv.gz` → `orders_2024_01`-like plain words, never a reserved or empty
 * name.
 */
export function tableNameOf(fileName: string): string {
  const base = fileName.replace(/^.*[\\/]/, '').replace(KNOWN_ENDINGS, '')
  const plain = base
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  const named = plain === '' ? 'log' : /^\d/.test(plain) ? `log_${plain}` : plain
  return isReserved(named) ? `${named}_table` : named
}

/** A name that Lathe gives itself, or that every JavaScript object has (`constructor`). */
function isReserved(name: string): boolean {
  return RESERVED_TABLES.includes(name.toLowerCase()) || name in Object.prototype
}

const LONGEST_NAME = 100

/**
 * Refuses a name that a table cannot have beside the others: one that Lathe gives itself, that SQL cannot tell from
 * another (SQL does not tell `Log` from `log`), or that is no name of a folder. Throws `bad-parameter`.
 */
export function checkTableName(name: string, others: readonly string[]): void {
  const refuse = (why: string): never => {
    throw new LatheError('bad-parameter', `A table cannot be called "${name}": ${why}. Choose another name.`, {
      parameter: 'table',
      value: name,
    })
  }
  if (name.trim() === '' || name.length > LONGEST_NAME) refuse(`a name has 1 to ${LONGEST_NAME} characters`)
  if (/[/\\:*?"<>|\u0000-\u001f]/.test(name) || /^\.|[. ]$|^ /.test(name))
    refuse('a table is a folder on disk, and no folder can be called that')
  const lower = name.toLowerCase()
  if (isReserved(name)) refuse('Lathe keeps that name for itself')
  for (const other of others.filter((one) => one !== name)) {
    if (other.toLowerCase() === lower) refuse(`there is "${other}" already, which SQL takes for the same`)
    if (Object.values(derivedNames(other)).some((derived) => derived.toLowerCase() === lower))
      refuse(`it belongs to what is derived from "${other}"`)
    if (Object.values(derivedNames(name)).some((derived) => derived.toLowerCase() === other.toLowerCase()))
      refuse(`"${other}" is there already, which is the name of something derived from it`)
  }
}
