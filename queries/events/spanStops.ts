/** What a slider of a window or a lookback stops at. */
export const SPAN_STOPS: readonly string[] = [
  '1 minutes',
  '5 minutes',
  '15 minutes',
  '30 minutes',
  '1 hours',
  '3 hours',
  '6 hours',
  '12 hours',
  '1 days',
  '2 days',
  '3 days',
  '4 days',
  '5 days',
  '6 days',
  '7 days',
  '10 days',
  '14 days',
  '21 days',
  '30 days',
  '45 days',
  '60 days',
  '90 days',
  '180 days',
  '365 days',
  'none',
]

/** What a slider of a number of days stops at. */
export const DAY_STOPS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28, 30, 45, 60, 90, 120, 180, 365]
