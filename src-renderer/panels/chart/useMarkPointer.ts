import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { Datum, Scene } from '../../chart/scene'
import { datumAfterKey, datumAt } from './findDatum'

/** What pointer and keys mean in a drawn chart. */
interface MarkPointer {
  /** The mark that is pointed at, or was reached by keys; null for none. */
  readonly current: ShallowRef<Datum | null>
  readonly byKey: Readonly<ShallowRef<boolean>>
  /** Where the mark is in the window, in pixels. */
  readonly anchor: Readonly<ShallowRef<{ x: number; y: number; width: number; height: number }>>
  readonly scroll: ShallowRef<{ left: number; top: number }>
  /** The box around the mark. */
  readonly ring: ComputedRef<Readonly<Record<'x' | 'y' | 'width' | 'height' | 'rx', number>> | null>
  /** Where the line along the axis stands, in charts that are read along it. */
  readonly guideX: ComputedRef<number | null>
  readonly show: (datum: Datum | null) => void
  readonly point: (event: PointerEvent) => void
  readonly press: (event: KeyboardEvent) => void
  /** A click. */
  readonly select: () => void
  readonly followScroll: () => void
}

/**
 * Follows pointer and keys over the scene in `view`. `hasHeads`: rows and columns stay in sight when it scrolls. `choose`
 * is told of a mark that is chosen, `reach` of one that keys came to.
 */
export function useMarkPointer(
  view: Readonly<ShallowRef<HTMLElement | null>>,
  scene: ComputedRef<Scene | null>,
  hasHeads: () => boolean,
  { choose, reach }: { readonly choose: (datum: Datum) => void; readonly reach: (datum: Datum) => void },
): MarkPointer {
  const current = shallowRef<Datum | null>(null)
  const byKey = shallowRef(false)
  const anchor = shallowRef({ x: 0, y: 0, width: 0, height: 0 })
  const scroll = shallowRef({ left: 0, top: 0 })

  watch(scene, () => {
    current.value = null
  })

  function show(datum: Datum | null): void {
    const box = view.value?.getBoundingClientRect()
    if (datum !== null && box !== undefined)
      anchor.value = {
        x: box.left + datum.box.x - scroll.value.left,
        y: box.top + datum.box.y - scroll.value.top,
        width: datum.box.width,
        height: datum.box.height,
      }
    current.value = datum
  }

  function point(event: PointerEvent): void {
    const drawn = scene.value,
      box = view.value?.getBoundingClientRect()
    if (drawn === null || box === undefined) return
    const x = event.clientX - box.left + scroll.value.left,
      y = event.clientY - box.top + scroll.value.top
    const found = datumAt(drawn, x, y)
    byKey.value = false
    if (found?.id !== current.value?.id) show(found)
  }

  /** Scrolls so that a mark is in sight beside the pinned heads. */
  function reveal(datum: Datum): void {
    const element = view.value,
      drawn = scene.value
    if (element === null || drawn === null) return
    const headX = hasHeads() ? drawn.plot.x : 0,
      headY = hasHeads() ? drawn.plot.y : 0
    const { box } = datum
    if (box.x - headX < element.scrollLeft) element.scrollLeft = box.x - headX
    else if (box.x + box.width > element.scrollLeft + element.clientWidth)
      element.scrollLeft = box.x + box.width - element.clientWidth
    if (box.y - headY < element.scrollTop) element.scrollTop = box.y - headY
    else if (box.y + box.height > element.scrollTop + element.clientHeight)
      element.scrollTop = box.y + box.height - element.clientHeight
    scroll.value = { left: element.scrollLeft, top: element.scrollTop }
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && current.value !== null) {
      event.stopPropagation()
      show(null)
      return
    }
    if ((event.key === 'Enter' || event.key === ' ') && current.value !== null) {
      event.preventDefault()
      choose(current.value)
      return
    }
    const next = datumAfterKey(scene.value?.data ?? [], current.value, event.key)
    if (next === null) return
    event.preventDefault()
    byKey.value = true
    reveal(next)
    show(next)
    reach(next)
  }

  function select(): void {
    if (current.value !== null && !byKey.value) choose(current.value)
  }

  function followScroll(): void {
    const element = view.value
    if (element === null || (element.scrollLeft === scroll.value.left && element.scrollTop === scroll.value.top)) return
    scroll.value = { left: element.scrollLeft, top: element.scrollTop }
    show(null)
  }

  /**
   * When what is around it moves, a mark under the pointer is no longer under it. One that keys came to stays the one
   * that Enter chooses (tabbing to a chart scrolls to it, too), with its tooltip beside it while it is in sight.
   */
  function followOuterScroll(event: Event): void {
    const datum = current.value
    if (datum === null || event.target === view.value) return
    show(byKey.value ? datum : null)
    const { y, height } = anchor.value
    if (y + height < 0 || y > window.innerHeight) show(null)
  }
  window.addEventListener('scroll', followOuterScroll, { capture: true, passive: true })
  onScopeDispose(() => window.removeEventListener('scroll', followOuterScroll, { capture: true }))

  /** The ring keeps a pixel of air around a mark. */
  const ring = computed(() => {
    const box = current.value?.box
    return box === undefined
      ? null
      : {
          x: box.x - 1.5,
          y: box.y - 1.5,
          width: box.width + 3,
          height: box.height + 3,
          rx: Math.max(box.width, box.height) <= 10 ? 6 : 3,
        }
  })
  const guideX = computed(() =>
    scene.value?.hit === 'nearest-x' && current.value !== null
      ? current.value.box.x + current.value.box.width / 2
      : null,
  )

  return { current, byKey, anchor, scroll, ring, guideX, show, point, press, select, followScroll }
}
