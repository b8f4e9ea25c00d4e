import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

interface FullScreen {
  readonly isOn: Readonly<ShallowRef<boolean>>
  readonly toggle: () => void
}

/**
 * The page alone over the whole screen; over the whole window where the system refuses. The whole document goes to full
 * screen, so that menus and dialogs stay above the page. Ends with it.
 */
export function useFullScreen(): FullScreen {
  const isOn = shallowRef(false)
  const follow = (): void => {
    if (document.fullscreenElement === null) isOn.value = false
  }
  document.addEventListener('fullscreenchange', follow)
  const leave = (): void => {
    isOn.value = false
    if (document.fullscreenElement !== null) document.exitFullscreen().catch(() => undefined)
  }
  onScopeDispose(() => {
    document.removeEventListener('fullscreenchange', follow)
    leave()
  })
  return {
    isOn,
    toggle() {
      if (isOn.value) leave()
      else {
        isOn.value = true
        document.documentElement.requestFullscreen().catch(() => undefined)
      }
    },
  }
}
