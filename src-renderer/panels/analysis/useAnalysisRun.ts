import { formatCount } from '../../chart/format'
import { required } from '../../base/required'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import { isLatheError } from '../../model/error'
import type { Analysis } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterSpec, ParameterValue } from '../../query/contract/parameter'
import { readParameters } from '../../query/analysis/parameters'
import { PARAMETER_KINDS } from '../../query/analysis/parameterTypes'
import type { PanelContext } from '../context'
import { answerKey, knownAnswer, rememberAnswer, ROW_LIMIT, type AnalysisAnswer } from './answerMemory'
import { inWordsOf, parameterErrors, type RawValues } from './parameterErrors'
import { tookText } from './tookText'

const DEBOUNCE_MS = 250
/** A kernel whose timeline is there answers while a slider moves: not at every pixel, and never cancelled for the next. */
const LIVE_MS = 40
const QUICK_MS = 400
const PROGRESS_AFTER_MS = 400

/** What is proposed from the data for parameters that nobody has chosen. */
export interface Proposals {
  /** Proposals are still looked for: an answer now would be of a default that they replace. */
  readonly looking: Readonly<Ref<boolean>>
  readonly values: Readonly<Ref<RawValues>>
}

export interface AnalysisRun {
  /** The newest answer; stays while another run is under way. */
  readonly answer: Readonly<ShallowRef<AnalysisAnswer | null>>
  readonly running: Readonly<ShallowRef<boolean>>
  /** Somebody stopped the run for the present parameters. */
  readonly cancelled: Readonly<ShallowRef<boolean>>
  /** True once a run has taken 400 ms. */
  readonly slow: Readonly<ShallowRef<boolean>>
  /** Share of the bytes loaded, or null when unknown. */
  readonly fraction: Readonly<ShallowRef<number | null>>
  /** Why there is no answer for the present parameters, when that is not a parameter's own fault. */
  readonly error: Readonly<ShallowRef<unknown>>
  /** What is wrong, by parameter. */
  readonly errors: ComputedRef<Readonly<Record<string, string>>>
  /** Parameters without which there is no answer and that are not chosen yet: nothing wrong, only not done. */
  readonly open: ComputedRef<readonly ParameterSpec[]>
  /** The answer shown is for other parameters than the form's. */
  readonly stale: ComputedRef<boolean>
  cancel(): void
  /** Runs again, also when nothing has changed. */
  rerun(): void
}

/** Nothing chosen yet; of a list of steps, fewer than two. */
function isOpen(value: ParameterValue, spec: ParameterSpec): boolean {
  const { fewest } = PARAMETER_KINDS[spec.type]
  return (
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length < (fewest === undefined ? 1 : (spec.min ?? fewest)))
  )
}

/**
 * Keeps the answer of an analysis up to date with its parameters: checks, plans, waits 250 ms after the last change,
 * cancels what runs, and takes only the newest answer. Where a kernel answered quickly, it is asked while values still
 * change, one run after the other, so that a slider is answered as it moves. Waits for proposals that are looked for,
 * and says of each answer which of its values were proposed. Stops with the component.
 */
export function useAnalysisRun(
  analysis: Analysis,
  raw: () => RawValues,
  source: () => string | null,
  catalog: () => Catalog,
  context: PanelContext,
  proposals: Proposals | null = null,
): AnalysisRun {
  const answer = shallowRef<AnalysisAnswer | null>(null)
  const running = shallowRef(false)
  const cancelled = shallowRef(false)
  const slow = shallowRef(false)
  const fraction = shallowRef<number | null>(null)
  const failure = shallowRef<unknown>(null)
  const answeredKey = shallowRef<string | null>(null)
  const latest = createLatest()
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Values changed during a run that is not cancelled for it. */
  let isDue = false
  /** The run was ended by neither a newer one nor a person: it is due again. */
  let interrupted = false

  /** What the parameters ask for: a plan, or what is wrong with them. */
  const request = computed(() => {
    const own = Object.fromEntries(
      Object.entries(raw()).filter(([name]) => analysis.parameters.some((spec) => spec.name === name)),
    )
    const errors = parameterErrors(analysis.parameters, own)
    if (Object.keys(errors).length > 0) return { errors }
    if (proposals?.looking.value === true) return { errors, waiting: true }
    try {
      const values = readParameters(analysis.parameters, own)
      const plan = analysis.plan(values, catalog(), source())
      const kpiPlan = analysis.kpiPlan?.(values, catalog(), source()) ?? null
      return { errors, values, plan, kpiPlan, source: source(), key: answerKey(analysis, plan, values) }
    } catch (error) {
      if (isLatheError(error, 'bad-parameter')) {
        const spec = analysis.parameters.find((one) => one.name === error.payload.parameter)
        if (spec !== undefined)
          return isOpen(own[spec.name] ?? spec.default, spec)
            ? { errors, open: [spec] }
            : { errors: { [spec.name]: inWordsOf(spec, error) } }
      }
      // A segment that was deleted or renamed: the choice is wrong, the data is not missing.
      if (isLatheError(error, 'not-found') && error.payload.what === 'segment')
        return { errors: { [own['segment'] === error.payload.name ? 'segment' : 'compare']: error.message } }
      return { errors, error }
    }
  })
  const errors = computed(() => request.value.errors)
  const open = computed(() => request.value.open ?? [])
  const stale = computed(() => answer.value !== null && request.value.key !== answeredKey.value)

  /** Whether the next answer will be as quick as the last one, which a kernel gave of the same events. */
  function isLive(): boolean {
    const next = request.value.plan?.sequence
    const last = answer.value
    return (
      next !== undefined &&
      last !== null &&
      last.run.kept !== true &&
      last.run.elapsedMs < QUICK_MS &&
      last.plan.sequence?.from === next.from &&
      last.plan.sequence.where === next.where
    )
  }

  function proposedNames(): readonly string[] {
    return Object.keys(proposals?.values.value ?? {})
  }

  function show(key: string, next: AnalysisAnswer): void {
    const proposed = proposedNames()
    answer.value = next.proposed?.join() === proposed.join() ? next : { ...next, proposed }
    answeredKey.value = key
    failure.value = null
  }

  async function run(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    isDue = false
    cancelled.value = false
    interrupted = false
    const { key, plan, values, source: readFrom, kpiPlan, error } = request.value
    if (key === undefined) {
      cancel()
      failure.value = error ?? null
      return
    }
    const known = knownAnswer(catalog(), key)
    if (known !== undefined) {
      cancel()
      show(key, known)
      return
    }
    const ownCatalog = catalog()
    const task = context.startTask(analysis.title, stop)
    let slowTimer: ReturnType<typeof setTimeout> | undefined
    const own: { signal?: AbortSignal } = {}
    try {
      await latest.run(async (signal) => {
        own.signal = signal
        running.value = true
        slow.value = false
        fraction.value = null
        slowTimer = setTimeout(() => {
          if (!signal.aborted) slow.value = true
        }, PROGRESS_AFTER_MS)
        const result = await context.workbench.run(plan, {
          limit: ROW_LIMIT,
          signal,
          onProgress: ({ stage, loaded, total }) => {
            if (signal.aborted) return
            fraction.value = stage === 'loading' && total > 0 ? loaded / total : null
            task.progress(fraction.value, stage === 'loading' ? `${analysis.title}: loading` : analysis.title)
          },
        })
        if (signal.aborted) return
        const next = { run: result, plan, values, source: readFrom, kpiPlan, proposed: proposedNames() }
        rememberAnswer(ownCatalog, key, next)
        show(key, next)
      })
      running.value = false
      const ran = required(answer.value).run
      const rows = ran.table.rowCount
      task.done(`${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'} · ${tookText(ran)}`)
    } catch (caught) {
      if (isAbort(caught)) {
        task.stop()
        // The workspace was opened anew under it: the question is asked again with its catalog.
        if (own.signal?.aborted === false) {
          if (catalog() === ownCatalog) interrupted = true
          else void run()
        }
      } else {
        running.value = false
        failure.value = caught
        task.fail(`${analysis.title} failed`)
      }
    } finally {
      clearTimeout(slowTimer)
      if (isDue && !running.value) void run()
    }
  }

  function cancel(): void {
    clearTimeout(timer)
    timer = undefined
    isDue = false
    latest.cancel()
    running.value = false
  }

  function stop(): void {
    cancelled.value = running.value
    cancel()
  }

  watch(
    request,
    (next, before) => {
      // The same question asked again leaves a run that is due alone.
      if (next.key !== undefined && next.key === before?.key && failure.value === null && !interrupted) {
        // The same values may have been chosen instead of proposed.
        if (answer.value !== null && next.key === answeredKey.value) show(next.key, answer.value)
        return
      }
      if (isLive()) {
        if (running.value) isDue = true
        else timer ??= setTimeout(() => void run(), LIVE_MS)
        return
      }
      clearTimeout(timer)
      // The first run need not wait: nobody is typing yet. Nor need the one after the proposals came.
      if (before === undefined || before.waiting === true) void run()
      else timer = setTimeout(() => void run(), DEBOUNCE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(cancel)

  return {
    answer,
    running,
    cancelled,
    slow,
    fraction,
    error: failure,
    errors,
    open,
    stale,
    cancel: stop,
    rerun: () => {
      void run()
    },
  }
}
