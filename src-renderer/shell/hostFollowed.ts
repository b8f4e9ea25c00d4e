import type { Desktop } from '../host/desktop/desktop'
import type { FollowedFiles, KeptFiles } from '../host/following/followedFiles'

/** How this window's host keeps followed files; fetched when there is one. */
export function hostFollowed(desktop: Desktop | null): FollowedFiles {
  const load = async (): Promise<KeptFiles> =>
    desktop === null
      ? (await import('../host/browser/browserFollowedFiles')).browserFollowedFiles()
      : (await import('../host/desktop/desktopFollowedFiles')).desktopFollowedFiles(desktop)
  return {
    canFollow: ({ handle, growing, member }) =>
      member === undefined && (desktop === null ? growing !== undefined : !(handle instanceof File)),
    choose: desktop === null && 'showOpenFilePicker' in globalThis ? async () => (await load()).choose() : null,
    keep: async (workspace, file) => (await load()).keep(workspace, file),
    handleOf: async (id, name) => (await load()).handleOf(id, name),
    allow: async (id) => (await load()).allow(id),
    forget: async (id) => (await load()).forget(id),
  }
}
