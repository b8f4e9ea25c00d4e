-- title: Are fresh files suggested, and are these better?
-- about: Files in quick access lists by the time since they were last changed, and how many of them were clicked.
-- grain: one row per age
-- tables: file_events, files
-- expect: clicked_pct between 0 and 100
-- chart: bar changed clicked_pct
WITH shown AS (
  SELECT impression_id::VARCHAR AS list, file_id::VARCHAR AS file, any_value(user_id) AS user_id, min(ts) AS shown_at, min(position) AS place
  FROM model.file_events
  WHERE event = 'quick_access_shown' AND impression_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1, 2
),
clicked AS (
  SELECT DISTINCT impression_id::VARCHAR AS list, file_id::VARCHAR AS file
  FROM model.file_events
  WHERE event = 'quick_access_clicked' AND impression_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
aged AS (
  SELECT epoch(shown_at - f.last_modified_at) / 86400 AS days, c.file IS NOT NULL AS is_clicked
  FROM shown s
  LEFT JOIN model.files f ON f.file_id::VARCHAR = s.file
  LEFT JOIN clicked c USING (list, file)
)
SELECT
  CASE
    WHEN days IS NULL THEN 'unknown' WHEN days < 0 THEN 'changed since' WHEN days <= 7 THEN 'within 7 days'
    WHEN days <= 30 THEN 'within 30 days' ELSE 'before'
  END AS changed,
  count(*) AS shown,
  count(*) FILTER (WHERE is_clicked) AS clicked,
  100 * count(*) FILTER (WHERE is_clicked) / count(*) AS clicked_pct
FROM aged
GROUP BY 1
ORDER BY min(days) NULLS LAST
