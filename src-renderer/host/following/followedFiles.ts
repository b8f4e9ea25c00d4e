import type { ChosenFile } from '../workbench'

/** How a host keeps the files that a person had followed, so that it finds them again after a restart. */
export interface KeptFiles {
  /** Asks for a file in a way in which it can be followed; null where the person chose none. */
  choose(): Promise<ChosenFile | null>
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

/** The same, and what can be said at once. */
export interface FollowedFiles extends Omit<KeptFiles, 'choose'> {
  /** Whether the file can be followed as it was chosen: not where only a copy of it is at hand. */
  canFollow(file: ChosenFile): boolean
  /** As KeptFiles.choose; null where this host has no such way. */
  readonly choose: KeptFiles['choose'] | null
}
