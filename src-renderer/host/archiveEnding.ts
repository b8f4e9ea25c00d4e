/** Names of workspaces' archives (host/workspaceArchive) end so. */
export const ARCHIVE_ENDING = '.lathe.zip'
