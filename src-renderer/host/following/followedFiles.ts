import type { ChosenFile } from '../workbench'

/** How a host finds the files again that a person once chose to be followed, also after a restart. */
export interface FollowedFiles {
  /** Whether the file can be followed as it was chosen: not where only a copy of it is at hand. */
  canFollow(file: ChosenFile): boolean
  /** Asks for a file in a way in which it can be followed; null where this host has none. */
  readonly choose: (() => Promise<ChosenFile | null>) | null
  /** Remembers a file that can be followed; the id finds it again. */
  keep(workspace: string, file: ChosenFile): Promise<string>
  /**
   * What Places.growing takes. Throws `not-found` where nobody knows the id here, and `bad-file` where the person has to
   * allow it anew.
   */
  handleOf(id: string, name: string): Promise<unknown>
  /** Asks the person, whose click it follows, to allow reading the file again; whether they did. */
  allow(id: string): Promise<boolean>
  forget(id: string): Promise<void>
}
