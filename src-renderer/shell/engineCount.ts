import { shallowRef, type ShallowRef } from 'vue'
import type { Workbench } from '../host/workbench'
import type { WindowMemory } from './windowMemory'

/** How many engines share the users of large logs. */
export interface EngineCount {
  readonly count: ShallowRef<number>
  /** Remembered for the next start, too. Rejects with what the workbench throws. */
  readonly choose: (count: number) => Promise<void>
}

/** As it was when the window was last open. */
export function createEngineCount(workbench: Workbench, memory: WindowMemory): EngineCount {
  const count = shallowRef(memory.readEngines())
  if (count.value > 1) workbench.shareUsers(count.value).catch(() => undefined)
  return {
    count,
    async choose(next) {
      await workbench.shareUsers(next)
      count.value = next
      memory.writeEngines(next)
    },
  }
}
