import { LatheError } from '../../model/error'
import type { Role } from '../../model/schema'
import type { IngestPlan, Loss, Reject, RejectReason } from '../contract'

const SHOWN = 3
const SHOWN_CHARS = 60
/** What a time that was found, and not said, was tried as. */
const TRIED_TIMES = 'every form that Lathe knows'

/** The first rejects of a file, for what to say where they are most of it. */
export class FirstRejects {
  #rejects: Reject[] = []
  readonly #byReason = new Map<RejectReason, number>()

  clear(): void {
    this.#rejects = []
    this.#byReason.clear()
  }

  add(reject: Reject): void {
    const count = (this.#byReason.get(reject.reason) ?? 0) + 1
    this.#byReason.set(reject.reason, count)
    if (count <= SHOWN) this.#rejects.push(reject)
  }

  /** Those of the reason that most have. */
  usual(): readonly Reject[] {
    const [most] = [...this.#byReason].sort((a, b) => b[1] - a[1])
    return most === undefined ? [] : this.#rejects.filter(({ reason }) => reason === most[0])
  }
}

/**
 * Throws `bad-file` where more records of a file were rejected than became rows: it was read in the wrong way, and what
 * is left of it would be taken for the whole.
 */
export function refuseMostlyRejected(
  file: string,
  counts: { readonly rejected: number; readonly of: number },
  rejects: FirstRejects,
  plan: IngestPlan,
): void {
  if (counts.rejected * 2 <= counts.of) return
  const usual = rejects.usual()
  const [first] = usual
  if (first === undefined) return
  const isTime = first.reason === 'bad-time' || first.reason === 'missing-time'
  const shown = usual.map(({ excerpt, line }) => `“${excerpt.slice(0, SHOWN_CHARS)}” in line ${line}`).join(', ')
  const tried = !isTime
    ? `Read as ${plan.format}.`
    : first.reason === 'missing-time'
      ? `The time is ${plan.mapping.time ?? ''}; say which column it is with --map time=COLUMN.`
      : `Tried: ${plan.isTimeFormatDetected === true ? `${TRIED_TIMES}; ${plan.timeFormat ?? 'iso'} fits best` : (plan.timeFormat ?? 'iso')}.`
  throw new LatheError(
    'bad-file',
    `${counts.rejected.toLocaleString('en')} of ${counts.of.toLocaleString('en')} records of ${file} cannot be read, ` +
      `so nothing was imported: ${shown} (${first.detail}). ${tried}`,
    { file, line: first.line, column: first.column, excerpt: first.excerpt },
  )
}

/** Throws `bad-file` where a role's column lost more of its values than it kept. */
export function refuseMostlyLost(role: Role, loss: Loss, of: number, examples: readonly string[]): void {
  if (loss.count * 2 <= of) return
  const shown = examples.map((text) => `“${text.slice(0, SHOWN_CHARS)}”`).join(', ')
  const as = role === 'value' ? 'numbers' : role === 'test' ? 'yes or no' : 'times'
  throw new LatheError(
    'bad-file',
    `${loss.count.toLocaleString('en')} of ${of.toLocaleString('en')} values of ${loss.column} cannot be read as ` +
      `${as}, so nothing was imported: ${shown}, the first in ${loss.file} line ${loss.line}. Choose another column ` +
      `for the ${role} (--map ${role}=COLUMN, or ${role}=none).`,
    { file: loss.file, line: loss.line, column: 1, excerpt: loss.example },
  )
}
