-- title: Where do viewers pause, go back, skip?
-- about: Pauses and seeks by the tenth of the title that they happened in, and for each 100 sessions of the titles.
-- grain: one row per tenth of a title
-- tables: fact_viewing_sessions, fact_viewing_events
-- chart: line tenth pauses seeks_back seeks_forward
WITH sessions AS (
  SELECT session_id::VARCHAR AS session, total_content_length_seconds AS length
  FROM model.fact_viewing_sessions
  WHERE total_content_length_seconds > 0 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
placed AS (
  SELECT event_type, least(10, 1 + floor(10 * playback_position_seconds / length))::INTEGER AS tenth
  FROM model.fact_viewing_events e
  JOIN sessions ON session = e.session_id::VARCHAR
  WHERE event_type IN ('pause', 'seek_back', 'seek_forward')
),
tenths AS (
  SELECT unnest(range(1, 11)) AS tenth
)
SELECT
  tenth,
  count(*) FILTER (WHERE event_type = 'pause') AS pauses,
  count(*) FILTER (WHERE event_type = 'seek_back') AS seeks_back,
  count(*) FILTER (WHERE event_type = 'seek_forward') AS seeks_forward,
  100 * count(event_type) / (SELECT count(*) FROM sessions) AS per_100_sessions
FROM tenths
LEFT JOIN placed USING (tenth)
GROUP BY tenth
ORDER BY tenth
