import { LatheError } from '../../model/error'

/** What a run failed with, as people are told it; null where it did not. */
export function failureOf(error: unknown): LatheError | null {
  if (error === null) return null
  if (error instanceof LatheError) return error
  const detail = error instanceof Error ? error.message : JSON.stringify(error)
  return new LatheError(
    'engine-crashed',
    `This should not have happened. Run it again; if it fails again, report it. (${detail})`,
    { detail: '' },
  )
}
