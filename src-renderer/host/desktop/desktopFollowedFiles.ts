import type { KeptFiles } from '../following/followedFiles'
import type { ChosenHandle, Desktop } from './desktop'

/** Followed files of the desktop app: the main process remembers their paths, which the window never sees. */
export function desktopFollowedFiles(desktop: Pick<Desktop, 'followFile' | 'forgetFollowed'>): KeptFiles {
  return {
    choose: () => Promise.resolve(null),
    keep: (workspace, { handle }) => desktop.followFile((handle as ChosenHandle).id, workspace),
    handleOf: (id) => Promise.resolve(id),
    allow: () => Promise.resolve(true),
    forget: (id) => desktop.forgetFollowed(id),
  }
}
