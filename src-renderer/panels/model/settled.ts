import { onScopeDispose, shallowRef, triggerRef, watch, type ShallowRef } from 'vue'

const SETTLES_AFTER_MS = 300

/** A value that follows another once that has not changed for a moment: for what is counted while somebody types. */
export function settled<T>(value: () => T): Readonly<ShallowRef<T>> {
  const last = shallowRef(value()) as ShallowRef<T>
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(value, (next) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      last.value = next
      // Also when it went away and came back in the meantime: who follows starts again.
      triggerRef(last)
    }, SETTLES_AFTER_MS)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return last
}
