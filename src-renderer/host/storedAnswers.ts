import type { DataModel } from '../model/dataModel'
import type { QueryPlan } from '../query/contract/plan'
import type { SessionAnswer } from '../query/session/sessionAnswer'
import { hasChangingWord } from '../query/sql/changingWords'
import { hashBytes } from '../store/checksum'
import { KeptFiles } from '../store/keptFiles'
import { manifestId } from '../store/manifestFormat'
import type { Workspace } from '../store/workspace'

/** An answer; `kept` where it was computed earlier, of the same data by the same Lathe. */
export type StoredAnswer = SessionAnswer & { readonly kept?: true }

/**
 * The answers of a workspace that are kept beside its data: an answer is found again for the same manifest, plan, model,
 * row limit and build of Lathe, and for nothing else. Answers that need a missing file, and those of texts that ask for
 * clocks or chance, are not kept. A workspace that is only read uses what is there.
 */
export class StoredAnswers {
  readonly #workspace: Workspace
  readonly #readModel: () => Promise<DataModel>
  readonly #version: string | null
  readonly #files: KeptFiles

  /** `version` tells builds of Lathe apart; null keeps nothing. */
  constructor(workspace: Workspace, readModel: () => Promise<DataModel>, version: string | null) {
    this.#workspace = workspace
    this.#readModel = readModel
    this.#version = version
    this.#files = new KeptFiles(workspace)
  }

  /** The kept answer of a plan, or the one that `compute` gives. Throws what `compute` throws. */
  async run(plan: QueryPlan, limitRows: number | null, compute: () => Promise<SessionAnswer>): Promise<StoredAnswer> {
    const before = await this.#placeOf(plan, limitRows)
    if (before === null) return compute()
    const kept = await this.#files.read(before.manifest, before.key)
    if (kept !== null) return { ...decodeAnswer(kept), kept: true }
    const answer = await compute()
    const after = await this.#placeOf(plan, limitRows)
    const isOfOneState = after?.manifest === before.manifest && after.key === before.key
    if (isOfOneState && !answer.notes.some(({ kind }) => kind === 'missing'))
      this.#files.put(before.manifest, before.key, encodeAnswer(answer))
    return answer
  }

  /** Writes what is to be kept, for who is about to end. */
  flush(): Promise<void> {
    return this.#files.flush()
  }

  async #placeOf(plan: QueryPlan, limitRows: number | null): Promise<{ manifest: string; key: string } | null> {
    if (this.#version === null || this.#workspace.damage.length > 0) return null
    // A model that cannot be read is told by whoever computes the answer.
    const model = plan.model ?? (await this.#readModel().catch(() => null))
    const asked = model === null ? null : plainText([this.#version, limitRows, plan, model])
    if (asked === null || hasChangingWords(plan) || model!.columns.some(({ sql }) => hasChangingWord(sql))) return null
    return {
      manifest: await manifestId(this.#workspace.manifest),
      key: await hashBytes(new TextEncoder().encode(asked)),
    }
  }
}

/** A text that differs where values do; null for what JSON would not tell apart. */
function plainText(value: unknown): string | null {
  let isPlain = true
  const text = JSON.stringify(value, (_key, one: unknown) => {
    if (typeof one === 'number' && !Number.isFinite(one)) return { number: String(one) }
    if (typeof one === 'bigint') return { bigint: String(one) }
    const isOther = typeof one === 'object' && one !== null && !Array.isArray(one)
    if (typeof one === 'function' || (isOther && Object.getPrototypeOf(one) !== Object.prototype)) isPlain = false
    return one
  })
  return isPlain ? text : null
}

/** Whether one of the texts anywhere in a plan has a changing word. */
function hasChangingWords(value: unknown): boolean {
  if (typeof value === 'string') return hasChangingWord(value)
  if (Array.isArray(value)) return value.some(hasChangingWords)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasChangingWords)
}

/** What is said of the rows as JSON, its length before it, and the rows. */
function encodeAnswer({ ipc, ...about }: SessionAnswer): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(about))
  const bytes = new Uint8Array(4 + text.byteLength + ipc.byteLength)
  new DataView(bytes.buffer).setUint32(0, text.byteLength)
  bytes.set(text, 4)
  bytes.set(ipc, 4 + text.byteLength)
  return bytes
}

function decodeAnswer(bytes: Uint8Array<ArrayBuffer>): SessionAnswer {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const about = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end))) as Omit<SessionAnswer, 'ipc'>
  return { ...about, ipc: bytes.slice(end) }
}
