import { shallowRef, type ShallowRef } from 'vue'

/**
 * `#/retention` → `retention`, `#/query/my%20own` → `query/my own`, `#/user/a%2Fb` → `user/a/b`; an empty or foreign
 * hash is null.
 */
export function routeOfHash(hash: string): string | null {
  const [, page, head, name] = /^#\/(?:([a-z0-9-]+)|(query|user|dashboard|view|link)\/([^/]+))$/.exec(hash) ?? []
  if (head === undefined || name === undefined) return page ?? null
  try {
    return `${head}/${decodeURIComponent(name)}`
  } catch {
    return null
  }
}

/** The inverse of routeOfHash. */
export function hashOfRoute(route: string): string {
  const [head = '', ...name] = route.split('/')
  return `#/${encodeURIComponent(head)}${name.length === 0 ? '' : `/${encodeURIComponent(name.join('/'))}`}`
}

export interface Route {
  readonly current: Readonly<ShallowRef<string>>
  go(route: string): void
}

/** The page that is shown, in the window's hash, so that Back works. */
export function createRoute(initial: string): Route {
  const current = shallowRef(routeOfHash(location.hash) ?? initial)
  window.addEventListener('hashchange', () => {
    current.value = routeOfHash(location.hash) ?? initial
  })
  return {
    current,
    go(route) {
      current.value = route
      if (routeOfHash(location.hash) !== route) location.hash = hashOfRoute(route)
    },
  }
}
