import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'

/** So far a pointer moves before it drags. */
const SLACK_PX = 5

/** Which way a tab goes, whose neighbours have these middles, when the pointer is at `x`. */
function wayAt(x: number, before: number | null, behind: number | null): -1 | 0 | 1 {
  if (behind !== null && x > behind) return 1
  if (before !== null && x < before) return -1
  return 0
}

/**
 * Tabs in a row that are drawn to other places: one goes past its neighbour when the pointer passes the neighbour's
 * middle, and back to where it was with Escape. `held` is the one that is drawn.
 */
export function useTabDrag<Id>(
  elementOf: (id: Id) => Element | null,
  move: (id: Id, by: number) => void,
): { readonly held: Readonly<ShallowRef<Id | null>>; readonly grab: (id: Id, event: PointerEvent) => void } {
  const held = shallowRef<Id | null>(null)
  let end: () => void = () => undefined
  onBeforeUnmount(() => {
    end()
  })

  const middleOf = (element: Element | null | undefined): number | null => {
    const box = element?.getBoundingClientRect()
    return box === undefined ? null : box.left + box.width / 2
  }

  function grab(id: Id, down: PointerEvent): void {
    if (down.button !== 0) return
    end()
    let gone = 0
    const go = (by: number): void => {
      gone += by
      move(id, by)
    }
    const drag = (now: PointerEvent): void => {
      if (now.pointerId !== down.pointerId) return
      if (held.value === null && Math.abs(now.clientX - down.clientX) < SLACK_PX) return
      held.value = id
      const tab = elementOf(id)
      const by = wayAt(now.clientX, middleOf(tab?.previousElementSibling), middleOf(tab?.nextElementSibling))
      if (by !== 0) go(by)
    }
    const cancel = (key: KeyboardEvent): void => {
      if (key.key !== 'Escape' || held.value === null) return
      key.stopPropagation()
      if (gone !== 0) go(-gone)
      end()
    }
    end = () => {
      window.removeEventListener('pointermove', drag)
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', end)
      window.removeEventListener('keydown', cancel, true)
      held.value = null
    }
    // The tab changes its place in the page while it is drawn, where a captured pointer would be let go.
    window.addEventListener('pointermove', drag)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
    window.addEventListener('keydown', cancel, true)
  }
  return { held, grab }
}
