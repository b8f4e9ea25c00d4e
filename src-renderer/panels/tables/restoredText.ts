import { formatCount } from '../../chart/format'
import type { RestoreReport } from '../../ingest/repair/restore'
import type { Notice } from '../context'

/** What a restore did, in words. */
export function restoredText({ restored, users, stillMissing }: RestoreReport): Notice {
  const rows = restored.reduce((sum, one) => sum + one.rows, 0)
  const parts = [
    ...(rows > 0 ? [`${formatCount(rows)} ${rows === 1 ? 'row is' : 'rows are'} back`] : []),
    ...(users > 0
      ? [users === 1 ? 'the id of 1 user is back' : `the ids of ${formatCount(users)} users are back`]
      : []),
    ...(stillMissing > 0 ? [`${stillMissing} ${stillMissing === 1 ? 'file is' : 'files are'} still missing`] : []),
  ]
  const text = parts.length === 0 ? 'Nothing is missing any more' : parts.join('; ')
  return { text: text.charAt(0).toUpperCase() + text.slice(1), tone: stillMissing > 0 ? 'bad' : 'good' }
}
