/**
 * Another folder for what the app remembers, from LATHE_USER_DATA, so that tests do not meet the person's own; null for
 * Electron's. A packaged app takes none: whoever starts it with another environment must not give it other files.
 */
export function userDataOf(
  environment: Readonly<Record<string, string | undefined>>,
  isPackaged: boolean,
): string | null {
  const named = environment['LATHE_USER_DATA']
  return isPackaged || named === undefined || named === '' ? null : named
}
