import { computed, shallowRef, type ComputedRef, type Ref, type ShallowRef, type WritableComputedRef } from 'vue'
import { usePanelContext } from '../context'
import type { ImportTarget } from './importTarget'

/** Which workspace an import goes into, as it is chosen so far. */
export interface TargetChoice {
  /** The open workspace, or a new one: then with the following. */
  readonly kind: WritableComputedRef<'open' | 'new'>
  readonly name: WritableComputedRef<string>
  /** The folder that the person chose for it, where the host has folders. */
  readonly place: Readonly<ShallowRef<{ readonly place: string; readonly name: string } | null>>
  readonly timezone: Ref<string>
  /** `1` Monday … `7` Sunday. */
  readonly weekStart: Ref<string>
  /** A new workspace has a name. */
  readonly isNamed: ComputedRef<boolean>
  readonly target: ComputedRef<ImportTarget>
  readonly choosePlace: () => void
}

/** `usualName` is a new workspace's name until one is typed; `wantsNew` holds until the person chooses. */
export function useTargetChoice(usualName: () => string, wantsNew: () => boolean): TargetChoice {
  const context = usePanelContext()
  const chosenKind = shallowRef<'open' | 'new' | null>(null)
  const kind = computed({
    get: () => (context.workspace.value === null ? 'new' : (chosenKind.value ?? (wantsNew() ? 'new' : 'open'))),
    set: (chosen) => {
      chosenKind.value = chosen
    },
  })
  const typedName = shallowRef<string | null>(null)
  const name = computed({
    get: () => typedName.value ?? usualName(),
    set: (typed) => {
      typedName.value = typed
    },
  })
  const place = shallowRef<{ readonly place: string; readonly name: string } | null>(null)
  const timezone = shallowRef('UTC')
  const weekStart = shallowRef('1')
  return {
    kind,
    name,
    place,
    timezone,
    weekStart,
    isNamed: computed(() => kind.value === 'open' || name.value.trim() !== ''),
    target: computed(() =>
      kind.value === 'open'
        ? 'current'
        : {
            name: name.value.trim(),
            timezone: timezone.value,
            weekStart: Number(weekStart.value),
            ...(place.value === null ? {} : { place: place.value.place }),
          },
    ),
    choosePlace() {
      context
        .choosePlace?.()
        .then((chosen) => {
          if (chosen === null) return
          place.value = chosen
          typedName.value = chosen.name
        })
        .catch(context.reportError)
    },
  }
}
