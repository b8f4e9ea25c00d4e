/** Where workspaces live in the origin's private file system. */
export const WORKSPACES_FOLDER = 'lathe'

export function workspaceFolder(id: string): string {
  return `${WORKSPACES_FOLDER}/${id}`
}
