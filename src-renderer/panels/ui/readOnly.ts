import { computed, inject, type ComputedRef, type InjectionKey, type Ref } from 'vue'

/** Why nothing can be changed in the open workspace, in words; null where it can. The shell provides it. */
export const readOnlyKey: InjectionKey<Readonly<Ref<string | null>>> = Symbol('read only')

/** Why a control that writes is off; null where it is not, or where it writes nothing. */
export function useReadOnly(writes: () => boolean = () => true): ComputedRef<string | null> {
  const reason = inject(readOnlyKey, null)
  return computed(() => (writes() ? (reason?.value ?? null) : null))
}
