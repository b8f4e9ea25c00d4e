-- title: Do trials become subscriptions, and who leaves?
-- about: Trials begun in a week and those of them that were paid within some days (empty while these are not over for all), subscriptions begun and ended in the week, and the difference.
-- grain: one row per week
-- tables: fact_account_events
-- parameter: days integer = 14; days after the trial's beginning within which it has to be paid
-- chart: line week started cancelled
WITH span AS (
  SELECT max(ts) AS now FROM model.fact_account_events
),
trials AS (
  SELECT user_id, min(ts) AS began
  FROM model.fact_account_events
  WHERE event = 'trial_started' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id
),
paid AS (
  SELECT
    date_trunc('week', local_date(began))::DATE AS week,
    bool_or(e.ts IS NOT NULL) AS is_paid,
    any_value(epoch(now - began) >= 86400 * $days) AS is_over
  FROM span, trials t
  LEFT JOIN model.fact_account_events e
    ON e.user_id = t.user_id AND e.event = 'subscribed' AND e.ts >= began AND epoch(e.ts - began) <= 86400 * $days
  GROUP BY t.user_id, 1
),
by_trial AS (
  SELECT week, count(*) AS trials, count(*) FILTER (WHERE is_paid) AS paid, bool_and(is_over) AS is_over FROM paid GROUP BY week
),
by_week AS (
  SELECT
    date_trunc('week', local_date(ts))::DATE AS week,
    count(*) FILTER (WHERE event = 'subscribed') AS started,
    count(*) FILTER (WHERE event = 'cancelled') AS cancelled
  FROM model.fact_account_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1
)
SELECT
  week,
  coalesce(trials, 0) AS trials,
  CASE WHEN is_over THEN paid END AS paid,
  CASE WHEN is_over THEN 100 * paid / trials END AS paid_pct,
  started,
  cancelled,
  started - cancelled AS net
FROM by_week
LEFT JOIN by_trial USING (week)
ORDER BY week
