import { renameInSql } from '../sql/renameInSql'

/** A saved query's text: the tables of its header, and its SQL. */
export function renameInQuery(
  text: string,
  from: string,
  to: string,
): { readonly text: string; readonly open: number } {
  const { text: renamed, open } = renameInSql(text, from, to)
  const header = renamed.replace(
    /^(\uFEFF?(?:--.*\r?\n)*?--\s*tables:\s*)(.*)$/m,
    (_line, key: string, list: string) => {
      const tables = list.split(',').map((table) => table.trim())
      return key + tables.map((table) => (table === from ? to : table)).join(', ')
    },
  )
  return { text: header, open }
}
