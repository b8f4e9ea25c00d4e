import type { WindowCommand } from './windowCommand'

/** More engines than this are of no use: one thread decodes the files for all of them. */
const MOST = 4
const CORES = typeof navigator === 'undefined' ? 1 : Math.min(MOST, navigator.hardwareConcurrency)

function command(engines: number, title: string, told: string): WindowCommand {
  return {
    id: `engines:${engines}`,
    title,
    group: 'View',
    when: ({ engines: { count } }) => count.value !== engines,
    run: ({ engines: { choose }, notices }) => {
      choose(engines).then(() => {
        notices.notify({ text: told })
      }, notices.report)
    },
  }
}

/** How many engines answer: one, or one for each core, which share the users of large logs. */
export const engines: readonly WindowCommand[] =
  CORES < 2
    ? []
    : [
        command(
          CORES,
          `Answer large logs with ${CORES} engines`,
          `Logs of 500,000 events or more are shared among ${CORES} engines where figures add up over users; each may take 4 GB.`,
        ),
        command(1, 'Answer with one engine', 'One engine answers, with up to 4 GB.'),
      ]
