-- title: Do retries help?
-- about: Attempts by how often the transfer was tried, and how many of them succeeded.
-- grain: one row per number of tries
-- tables: upload_events
-- chart: bar tries success_pct
WITH attempts AS (
  SELECT
    attempt_id,
    count(*) FILTER (WHERE event IN ('upload_started', 'upload_retried')) AS tries,
    count(*) FILTER (WHERE event = 'upload_succeeded') > 0 AS has_succeeded
  FROM model.upload_events
  WHERE attempt_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY attempt_id
)
SELECT
  tries,
  count(*) AS attempts,
  count(*) FILTER (WHERE has_succeeded) AS succeeded,
  100 * count(*) FILTER (WHERE has_succeeded) / count(*) AS success_pct
FROM attempts
WHERE tries > 0
GROUP BY tries
ORDER BY tries
