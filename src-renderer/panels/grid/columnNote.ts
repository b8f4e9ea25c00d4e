/** What a column's header says when pointed at. */
export function columnNote(
  column: { readonly name: string; readonly type: string },
  about: string | undefined,
): string {
  return about === undefined ? `${column.name} · ${column.type}` : `${column.name} · ${column.type}\n${about}`
}
