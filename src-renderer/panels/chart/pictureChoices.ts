import { shallowRef, watch } from 'vue'
import type { PictureOptions } from '../../export/exportFormat'
import { readRemembered, remember } from '../analysis/rememberedState'
import type { MenuEntry } from '../ui'

/** How charts go out as pictures. */
interface PictureChoices {
  /** Device pixels a unit of a PNG. */
  readonly scale: 1 | 2 | 3
  /** Title and summary above the chart. */
  readonly heading: boolean
  /** Below it whom and when it is of, and the files that it comes from. */
  readonly origin: boolean
}

const SCALES = [1, 2, 3] as const
const USUAL: PictureChoices = { scale: 2, heading: true, origin: false }

function isChoices(value: unknown): value is PictureChoices {
  if (typeof value !== 'object' || value === null) return false
  const { scale, heading, origin } = value as Partial<PictureChoices>
  return SCALES.some((one) => one === scale) && typeof heading === 'boolean' && typeof origin === 'boolean'
}

/** Kept for all workspaces and charts. */
const PLACE = ['*', 'pictures'] as const
/** Remembered; replaced as a whole. */
export const pictureChoices = shallowRef<PictureChoices>(readRemembered(...PLACE, isChoices) ?? USUAL)
watch(pictureChoices, (chosen) => remember(...PLACE, chosen))

/** The choices at the end of a chart's menu; `hasOrigin` where it is known what a chart is of. */
export function pictureEntries(hasOrigin: boolean): readonly MenuEntry[] {
  const { scale, heading, origin } = pictureChoices.value
  return [
    { kind: 'heading', id: 'pictures', label: 'Pictures' },
    { id: 'picture:heading', label: 'With title', checked: heading },
    ...(hasOrigin ? [{ id: 'picture:origin', label: 'With dates and source', checked: origin }] : []),
    ...SCALES.map((one) => ({ id: `picture:${one}`, label: `PNG at ${one}×`, checked: one === scale })),
  ]
}

/** Turns the choice of an entry; false for one that is none of these. */
export function choosePicture(id: string): boolean {
  const { heading, origin } = pictureChoices.value
  const scale = SCALES.find((one) => id === `picture:${one}`)
  if (scale !== undefined) pictureChoices.value = { ...pictureChoices.value, scale }
  else if (id === 'picture:heading') pictureChoices.value = { ...pictureChoices.value, heading: !heading }
  else if (id === 'picture:origin') pictureChoices.value = { ...pictureChoices.value, origin: !origin }
  else return false
  return true
}

/** What is chosen, for a chart of which `lines` say where it comes from. */
export function pictureOptions(lines: readonly string[]): PictureOptions {
  const { scale, heading, origin } = pictureChoices.value
  return { scale, heading, footer: origin ? lines : [] }
}
