import type { ComputedRef, InjectionKey } from 'vue'

/** What charts below are of, in lines for below their pictures; none where it is not known. */
export const pictureOriginKey: InjectionKey<ComputedRef<readonly string[]>> = Symbol('picture origin')
