-- title: Where uploads end
-- about: Attempts by the furthest step that they reached: how many reached each step, how many went no further, and how many of those showed an error.
-- grain: one row per step
-- tables: upload_events
-- expect: ended_pct between 0 and 100
-- chart: bar step ended ended_with_error
WITH steps AS (
  SELECT unnest(['initiated', 'media_selected', 'editor_opened', 'caption_screen', 'upload_started', 'upload_succeeded']) AS step, unnest(range(1, 7)) AS place
),
attempts AS (
  SELECT attempt_id, max(place) AS furthest, count(*) FILTER (WHERE event = 'error') > 0 AS has_error
  FROM model.upload_events
  LEFT JOIN steps ON step = event
  WHERE attempt_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY attempt_id
)
SELECT
  step,
  count(*) FILTER (WHERE furthest >= place) AS reached,
  count(*) FILTER (WHERE furthest = place AND place < 6) AS ended,
  100 * count(*) FILTER (WHERE furthest = place AND place < 6)
    / nullif(count(*) FILTER (WHERE furthest >= place), 0) AS ended_pct,
  count(*) FILTER (WHERE furthest = place AND place < 6 AND has_error) AS ended_with_error
FROM steps
CROSS JOIN attempts
GROUP BY step, place
ORDER BY place
