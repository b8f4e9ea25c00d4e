-- title: Which errors happen where
-- about: Errors by the step that the attempt was at and by kind, and how many of the attempts with one succeeded in the end.
-- grain: one row per step and kind of error
-- tables: upload_events
WITH steps AS (
  SELECT unnest(['initiated', 'media_selected', 'editor_opened', 'caption_screen', 'upload_started', 'upload_succeeded']) AS step, unnest(range(1, 7)) AS place
),
placed AS (
  SELECT
    attempt_id,
    event,
    error_kind,
    coalesce(
      last_value(step IGNORE NULLS) OVER (PARTITION BY attempt_id ORDER BY ts, _source),
      '(none)'
    ) AS at_step,
    count(*) FILTER (WHERE event = 'upload_succeeded') OVER (PARTITION BY attempt_id) > 0 AS has_succeeded
  FROM model.upload_events
  LEFT JOIN steps ON step = event
  WHERE attempt_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
)
SELECT
  at_step,
  coalesce(error_kind, '(none)') AS error,
  count(*) AS errors,
  count(DISTINCT attempt_id) AS attempts,
  count(DISTINCT attempt_id) FILTER (WHERE has_succeeded) AS succeeded_at_last,
  100 * count(DISTINCT attempt_id) FILTER (WHERE has_succeeded) / count(DISTINCT attempt_id) AS succeeded_pct
FROM placed
WHERE event = 'error'
GROUP BY 1, 2
ORDER BY errors DESC, at_step, error
