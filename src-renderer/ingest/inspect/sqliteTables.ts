/** Where an SQLite database says how long a page is (https://www.sqlite.org/fileformat.html#the_database_header). */
const PAGE_BYTES_AT = 16
/** The first page begins with the database's header. */
const HEADER_BYTES = 100
/** Of a page whose entries are the schema's rows themselves. */
const LEAF = 13
const TABLE =
  /CREATE TABLE\s+(?:IF NOT EXISTS\s+)?(?:"((?:[^"]|"")+)"|`([^`]+)`|\[([^\]]+)\]|([\p{L}_][\p{L}\p{N}_$]*))/giu

/**
 * The tables of an SQLite database, oldest first, as far as its first page has them: all but for those with many or long
 * definitions. Empty where the beginning of the file does not say.
 */
export function sqliteTables(head: Uint8Array): readonly string[] {
  if (head.length <= HEADER_BYTES || head[HEADER_BYTES] !== LEAF) return []
  const said = head[PAGE_BYTES_AT]! * 256 + head[PAGE_BYTES_AT + 1]!
  const page = new TextDecoder().decode(head.subarray(HEADER_BYTES, said === 1 ? 65_536 : said))
  const names = [...page.matchAll(TABLE)].map(
    ([, doubled, ticked, bracketed, plain]) => doubled?.replaceAll('""', '"') ?? ticked ?? bracketed ?? plain ?? '',
  )
  return [...new Set(names)].filter((name) => !name.startsWith('sqlite_')).reverse()
}
