-- title: How long each step takes
-- about: Seconds from a step to the next one of the same attempt, by network: median and 90th percentile.
-- grain: one row per step and network
-- tables: upload_events
-- chart: bar step median_seconds by network
-- expect: median_seconds >= 0
WITH steps AS (
  SELECT unnest(['initiated', 'media_selected', 'editor_opened', 'caption_screen', 'upload_started', 'upload_succeeded']) AS step, unnest(range(1, 7)) AS place
),
firsts AS (
  SELECT attempt_id, step, place, min(ts) AS at, arg_min(network, ts) AS network
  FROM model.upload_events
  JOIN steps ON step = event
  WHERE attempt_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY attempt_id, step, place
)
SELECT
  a.step,
  coalesce(a.network, '(none)') AS network,
  count(*) AS attempts,
  median(epoch(b.at - a.at)) AS median_seconds,
  quantile_cont(epoch(b.at - a.at), 0.9) AS p90_seconds
FROM firsts a
JOIN firsts b ON b.attempt_id = a.attempt_id AND b.place = a.place + 1 AND b.at >= a.at
GROUP BY a.step, a.place, 2
ORDER BY a.place, network
