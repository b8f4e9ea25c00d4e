import { computed, inject, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { formatDate } from '../../chart/format'
import type { Datum, Scene } from '../../chart/scene'
import type { ChartSpec } from '../../chart/spec'
import { chartTable } from '../../export/chartTable'
import { tableToCsv, tableToTsv } from '../../export/csv'
import { panelContextKey } from '../context'
import { chosenGuard, safeEntry, safeNote, spreadsheetSafe } from '../grid/spreadsheetSafe'
import type { MenuEntry, MenuItem } from '../ui'
import { CHART_EXPORTS } from './exportChart'
import { fileNameOf } from './fileNameOf'
import { lastDateOf } from './findDatum'
import { choosePicture, pictureEntries, pictureOptions } from './pictureChoices'
import { pictureOriginKey } from './pictureOrigin'

/** The chart that menus are about. */
interface ChartOfMenus {
  readonly spec: ChartSpec
  /** See ChartView. */
  readonly csv?: (() => string | Promise<string>) | undefined
  readonly fileName?: string | undefined
  readonly hint?: ((datum: Datum) => string | null) | undefined
  readonly actions?: ((datum: Datum) => readonly MenuItem[]) | undefined
}

interface ChartMenus {
  /** Copy, save, annotate. */
  readonly entries: ComputedRef<readonly MenuEntry[]>
  /** Of the mark that was pointed at last. */
  readonly markEntries: ComputedRef<readonly MenuEntry[]>
  readonly choose: (id: string) => void
}

/** Both menus of a chart. `say` speaks what was done, `select` is told of a mark that was chosen in its menu, `act` of one of its actions. */
export function useChartMenus(
  chart: ChartOfMenus,
  scene: ComputedRef<Scene | null>,
  current: Readonly<ShallowRef<Datum | null>>,
  {
    say,
    select,
    act,
  }: {
    readonly say: (text: string) => void
    readonly select: (datum: Datum) => void
    readonly act: (id: string, datum: Datum) => void
  },
): ChartMenus {
  const context = inject(panelContextKey, null)
  const origin = inject(pictureOriginKey, null)
  /** Only charts over dates can be annotated. */
  const lastDate = computed(() => (context === null ? null : lastDateOf(chart.spec)))
  const entries = computed(() => [
    ...CHART_EXPORTS.filter((one) => one.way === 'copy'),
    { kind: 'separator' as const, id: 'line' },
    ...CHART_EXPORTS.filter((one) => one.way === 'save'),
    ...(lastDate.value === null
      ? []
      : [
          { kind: 'separator' as const, id: 'line-notes' },
          { id: 'annotate', label: 'Annotate a date…' },
          { id: 'annotations', label: 'All annotations…' },
        ]),
    { kind: 'separator' as const, id: 'line-safe' },
    safeEntry(),
    { kind: 'separator' as const, id: 'line-picture' },
    ...pictureEntries(origin !== null && origin.value.length > 0),
  ])
  /** The mark that was pointed at last: a menu takes the pointer away from it. */
  const pointed = shallowRef<Datum | null>(null)
  watch(current, (datum) => {
    if (datum !== null) pointed.value = datum
  })
  watch(
    () => chart.spec,
    () => {
      pointed.value = null
    },
  )
  const pointedDate = computed(() => (context === null ? null : (pointed.value?.date ?? null)))
  const pointedHint = computed(() => (pointed.value === null ? null : (chart.hint?.(pointed.value) ?? null)))
  const pointedActions = computed(() => (pointed.value === null ? [] : (chart.actions?.(pointed.value) ?? [])))
  const markEntries = computed(() => [
    ...(pointedHint.value === null
      ? []
      : [
          {
            id: 'select',
            label: pointedHint.value.replace(/^Click to (.)/, (_, first: string) => first.toUpperCase()),
          },
        ]),
    ...pointedActions.value,
    ...(pointedDate.value === null
      ? []
      : [
          { id: 'annotate', label: `Annotate ${formatDate(pointedDate.value)}…` },
          { id: 'annotations', label: 'All annotations…' },
        ]),
  ])

  function choose(id: string): void {
    if (id === 'annotate') {
      const date = pointedDate.value ?? lastDate.value
      if (date !== null) context?.annotations.open({ from: date, to: date })
    } else if (id === 'annotations') context?.annotations.open('list')
    else if (id === 'safe') spreadsheetSafe.value = !spreadsheetSafe.value
    else if (choosePicture(id)) return
    else if (id === 'select' && pointed.value !== null) select(pointed.value)
    else if (pointed.value !== null && pointedActions.value.some((one) => one.id === id)) act(id, pointed.value)
    else void runExport(id)
  }

  async function runExport(id: string): Promise<void> {
    const action = CHART_EXPORTS.find((one) => one.id === id)
    if (action === undefined || scene.value === null) return
    try {
      const guard = action.takesData ? chosenGuard() : null
      const done = await action.run({
        scene: scene.value,
        picture: pictureOptions(origin?.value ?? []),
        fileName: chart.fileName ?? fileNameOf(chart.spec.title),
        csv: chart.csv ?? (() => tableToCsv(chartTable(chart.spec), guard)),
        tsv: () => tableToTsv(chartTable(chart.spec), { guard }),
        data: () => chartTable(chart.spec),
      })
      const text = done === null ? null : `${done}${safeNote(guard)}`
      say(text ?? '')
      if (text !== null) context?.notify({ text, tone: 'good' })
    } catch (error) {
      const copying = action.way === 'copy' && error instanceof DOMException
      const text = copying ? 'The clipboard refused; save the chart instead.' : 'The chart could not be saved.'
      say(text)
      if (copying) context?.notify({ text, tone: 'bad' })
      else if (context !== null) context.reportError(error)
      else throw error
    }
  }

  return { entries, markEntries, choose }
}
