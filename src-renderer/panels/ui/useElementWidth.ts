import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/** The width of an element's content in whole pixels, 0 until it is laid out. Changes are taken once a frame. */
export function useElementWidth(element: Readonly<ShallowRef<HTMLElement | null>>): Readonly<ShallowRef<number>> {
  const width = shallowRef(0)
  let frame = 0
  const observer = new ResizeObserver((entries) => {
    const found = Math.floor(entries.at(-1)?.contentRect.width ?? 0)
    if (found === 0 || found === width.value) return
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => {
      width.value = found
    })
  })
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before)
      if (now) {
        width.value = Math.floor(now.clientWidth)
        observer.observe(now)
      }
    },
    { flush: 'post', immediate: true },
  )
  onScopeDispose(() => {
    observer.disconnect()
    cancelAnimationFrame(frame)
  })
  return width
}
