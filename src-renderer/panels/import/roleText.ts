import type { Role } from '../../model/schema'

/** The roles as the mapping form names them. */
export const ROLE_TEXT: Readonly<Record<Role, { readonly title: string; readonly help: string }>> = {
  user: { title: 'User', help: 'Who did it. Rows without a user are kept and belong to nobody.' },
  event: { title: 'Event', help: 'What happened. Without one, each row is an event named after the table.' },
  time: { title: 'Time', help: 'When it happened. Rows without a readable time are rejected.' },
  id: { title: 'Event id', help: 'Unique for each event: rows that come twice are then counted once.' },
  session: {
    title: 'Session',
    help: 'The session it belongs to. Without one, a session ends after 30 minutes of silence.',
  },
  value: { title: 'Value', help: 'Money or another amount, for sums.' },
  test: { title: 'Test flag', help: 'Marks test accounts, which the analyses leave out.' },
}

/** How sure the detection is, as a word. */
export function confidenceText(confidence: number): 'sure' | 'likely' | 'a guess' {
  return confidence >= 0.9 ? 'sure' : confidence >= 0.65 ? 'likely' : 'a guess'
}
