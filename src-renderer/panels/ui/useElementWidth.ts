import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

type Watched = Readonly<ShallowRef<HTMLElement | null>>

/** A size of an element in whole pixels, 0 until it is laid out. Changes are taken once a frame. */
function useElementSize(
  element: Watched,
  read: (laid: HTMLElement) => number,
  gone: number | null,
): Readonly<ShallowRef<number>> {
  const size = shallowRef(0)
  let frame = 0
  const observer = new ResizeObserver((entries) => {
    const laid = entries.at(-1)?.target
    const found = laid instanceof HTMLElement ? Math.floor(read(laid)) : 0
    if (found === 0 || found === size.value) return
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => {
      size.value = found
    })
  })
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before)
      if (now) {
        size.value = Math.floor(read(now))
        observer.observe(now)
      } else if (gone !== null) size.value = gone
    },
    { flush: 'post', immediate: true },
  )
  onScopeDispose(() => {
    observer.disconnect()
    cancelAnimationFrame(frame)
  })
  return size
}

/** The width of an element's inside; that of one that is gone stays. */
export function useElementWidth(element: Watched): Readonly<ShallowRef<number>> {
  return useElementSize(element, (laid) => laid.clientWidth, null)
}

/** The height of an element with its borders; 0 where there is none. */
export function useElementHeight(element: Watched): Readonly<ShallowRef<number>> {
  return useElementSize(element, (laid) => laid.offsetHeight, 0)
}
