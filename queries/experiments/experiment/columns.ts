import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  metric: { about: 'The metric: its event, or what is divided.', format: 'text' },
  aim: { about: 'higher or lower: which way is better.', format: 'text' },
  variant: { about: 'The variant of the first exposure.', format: 'text' },
  is_control: { about: 'Whether the others are compared with it.', format: 'boolean' },
  users: { about: 'Users compared.', format: 'integer' },
  converters: { about: 'Those of them with an event in the window that the metric counts.', format: 'integer' },
  mean: {
    about: 'Share of users in %, the mean of events, value or active days per user, or the ratio.',
    format: 'decimal',
    nullable: true,
  },
  difference: {
    about: "Variant less control, in percentage points or in the mean's unit; with CUPED, adjusted.",
    format: 'decimal',
    nullable: true,
  },
  low: { about: "Lower end of the difference's interval.", format: 'decimal', nullable: true },
  high: { about: "Upper end of the difference's interval.", format: 'decimal', nullable: true },
  lift_pct: { about: "Difference as % of the control's mean.", format: 'percent', nullable: true },
  p: { about: 'Two-sided p of no difference.', format: 'ratio', nullable: true },
  p_holm: { about: "The same after Holm's correction over all rows.", format: 'ratio', nullable: true },
  verdict: { about: 'better, worse, or not told apart, by p_holm.', format: 'text', nullable: true },
  test: {
    about: 'z, exact (Fisher), welch, cuped (Welch after CUPED), or delta (Welch by the delta method).',
    format: 'text',
    nullable: true,
  },
  role: { about: 'goal, or guardrail.', format: 'text' },
  kind: { about: 'share of users, mean per user, or ratio.', format: 'text' },
  measured: { about: 'What the mean is, in words.', format: 'text' },
  margin: { about: "How much worse a guardrail may get, in the difference's unit.", format: 'decimal', nullable: true },
  guardrail: {
    about: 'Of a guardrail: held, broken or not shown, by the interval and the margin.',
    format: 'text',
    nullable: true,
  },
})

export type Row = RowOf<typeof COLUMNS>
