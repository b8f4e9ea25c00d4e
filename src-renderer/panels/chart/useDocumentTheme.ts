import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { Theme } from '../../chart/palette'

function readTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'
}

/** The theme that the page is drawn in, from `<html data-theme>`, followed as it changes. */
export function useDocumentTheme(): Readonly<ShallowRef<Theme>> {
  const theme = shallowRef(readTheme())
  const observer = new MutationObserver(() => {
    theme.value = readTheme()
  })
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  onScopeDispose(() => observer.disconnect())
  return theme
}
