import { findDesktop } from '../../host/desktop/desktop'

/**
 * Offers bytes as a download under that name; the browser or the desktop's main process asks where to. Whether it was
 * saved: false where the desktop's dialog was cancelled or the file could not be written; a browser does not say, so
 * true.
 */
export async function saveFile(name: string, bytes: Uint8Array<ArrayBuffer> | string, type: string): Promise<boolean> {
  const url = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own reference once it has begun; a minute is far more than that takes.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return (await findDesktop()?.isSaved(url)) ?? true
}
