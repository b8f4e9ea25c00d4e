-- title: Do uploads succeed on every network?
-- about: Attempts that began to transfer and those that succeeded, by network and device, with the seconds from the beginning of the attempt to success.
-- grain: one row per network and device
-- tables: upload_events
-- chart: bar network success_pct by device
WITH attempts AS (
  SELECT
    attempt_id,
    arg_min(network, ts) FILTER (WHERE event = 'upload_started') AS network,
    any_value(device) AS device,
    min(ts) FILTER (WHERE event = 'initiated') AS began,
    min(ts) FILTER (WHERE event = 'upload_succeeded') AS done
  FROM model.upload_events
  WHERE attempt_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY attempt_id
  HAVING count(*) FILTER (WHERE event = 'upload_started') > 0
)
SELECT
  coalesce(network, '(none)') AS network,
  coalesce(device, '(none)') AS device,
  count(*) AS attempts,
  count(done) AS succeeded,
  100 * count(done) / count(*) AS success_pct,
  median(epoch(done - began)) AS median_seconds
FROM attempts
GROUP BY 1, 2
ORDER BY success_pct, network, device
